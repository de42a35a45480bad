import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { tzlib_get_ical_block } from 'timezones-ical-library';
import { dayNumber } from './civil-day.ts';

/**
 * The moment that a time of the file means. Its zone is the IANA zone of that name where there is one (their rules
 * are newer than those in most files), otherwise what the file itself says of the zone; a time without a zone is of `home`.
 */
export function toZoned(time: ICAL.Time, tzid: string | undefined, home: string): Temporal.ZonedDateTime {
  const { year, month, day, hour, minute, second, isDate } = time;
  const local = Temporal.PlainDateTime.from(
    isDate ? { year, month, day } : { year, month, day, hour, minute, second },
  );
  if (time.zone === ICAL.Timezone.utcTimezone) return local.toZonedDateTime('UTC').withTimeZone(home);
  if (tzid === undefined || isDate) return local.toZonedDateTime(home);
  if (isZone(tzid)) return local.toZonedDateTime(tzid);
  return definedZone(time)
    ? Temporal.Instant.fromEpochMilliseconds(time.toUnixTime() * 1_000).toZonedDateTimeISO(home)
    : local.toZonedDateTime(home);
}

/**
 * The zone of a time as the file defines it. Only definitions whose clocks change once or twice a year are used: ical.js walks through the
 * rules of the others without a bound.
 */
export function definedZone({ zone }: ICAL.Time): ICAL.Timezone | undefined {
  if (!zone || zone === ICAL.Timezone.localTimezone || zone === ICAL.Timezone.utcTimezone) return undefined;
  const changes = (zone.component as ICAL.Component | null)?.getAllSubcomponents() ?? [];
  const rules = changes.flatMap((change) =>
    change.getAllProperties('rrule').map((property) => property.getFirstValue() as ICAL.Recur),
  );
  return rules.every(({ freq, interval }) => freq === 'YEARLY' && (interval || 1) === 1) ? zone : undefined;
}

/** What a time of the file shows, in seconds from 1970-01-01 as if there were no zones. */
export function secondsOf({ year, month, day, hour, minute, second, isDate }: ICAL.Time): number {
  const date = dayNumber(year, month, day) * 86_400;
  return isDate ? date : date + hour * 3_600 + minute * 60 + second;
}

/** The zone that a property names. */
export function tzidOf(property: ICAL.Property | null): string | undefined {
  const tzid: unknown = property?.getParameter('tzid');
  return typeof tzid === 'string' ? tzid : undefined;
}

/** Writes a moment as local time with its zone, and brings the definition of the zone into the calendar, as the RFC asks. */
export function setTime(
  component: ICAL.Component,
  name: string,
  time: Temporal.ZonedDateTime,
  calendar: ICAL.Component,
): void {
  const property = component.updatePropertyWithValue(name, toIcalTime(time));
  if (time.timeZoneId === 'UTC') property.removeParameter('tzid');
  else property.setParameter('tzid', time.timeZoneId);
  defineZone(calendar, time.timeZoneId);
}

/** The local fields of a moment; in UTC where its zone is UTC. */
export function toIcalTime({
  year,
  month,
  day,
  hour,
  minute,
  second,
  timeZoneId,
}: Temporal.ZonedDateTime): ICAL.Time {
  const zone = timeZoneId === 'UTC' ? ICAL.Timezone.utcTimezone : ICAL.Timezone.localTimezone;
  return new ICAL.Time({ year, month, day, hour, minute, second, isDate: false }, zone);
}

function defineZone(calendar: ICAL.Component, zone: string): void {
  const known = calendar
    .getAllSubcomponents('vtimezone')
    .some((one) => one.getFirstPropertyValue('tzid') === zone);
  const [block] = tzlib_get_ical_block(zone) as string[];
  if (known || zone === 'UTC' || !block) return;
  const definition = new ICAL.Component(ICAL.parse(block) as unknown[]);
  definition.updatePropertyWithValue('tzid', zone);
  calendar.addSubcomponent(definition);
}

/** Whether there is an IANA zone of that name. */
export function isZone(id: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: id });
    return true;
  } catch {
    return false;
  }
}
