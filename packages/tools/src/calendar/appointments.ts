import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { toZoned, tzidOf } from './event-time.ts';

/** One appointment at one time; of a repeated one, one of its occurrences. */
export interface Appointment {
  /** Names it to the tools: the UID, and for an occurrence `#` and its place in the series. */
  readonly id: string;
  readonly title: string;
  readonly start: Temporal.ZonedDateTime;
  readonly end: Temporal.ZonedDateTime;
  readonly isAllDay: boolean;
  readonly isRepeated: boolean;
  readonly location: string;
  readonly contact: string;
}

export interface Range {
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}

/** Occurrences of one event that are looked at, and that are shown: a rule for every second must not hold up the call. */
const mostLookedAt = 20_000;
const mostShown = 1_000;

/** All appointments that overlap a range, earliest first. Cancelled ones do not count. */
export function appointmentsIn(calendar: ICAL.Component, { from, to }: Range, home: string): Appointment[] {
  const found: Appointment[] = [];
  for (const event of mastersOf(calendar)) {
    const overrides = Object.values(event.exceptions).filter(({ component }) => isAlive(component));
    for (const occurrence of occurrencesOf(event, { from, to }, home)) found.push(occurrence);
    for (const override of overrides)
      found.push(describe(override.component, idOf(event.uid, override.recurrenceId), true, home));
  }
  const overlaps = ({ start, end }: Appointment) =>
    Temporal.Instant.compare(start.toInstant(), to) < 0 &&
    (Temporal.Instant.compare(end.toInstant(), from) > 0 ||
      Temporal.Instant.compare(start.toInstant(), from) === 0);
  return found
    .filter((appointment) => overlaps(appointment))
    .toSorted(
      (a, b) => Temporal.Instant.compare(a.start.toInstant(), b.start.toInstant()) || (a.id < b.id ? -1 : 1),
    );
}

/** The events of a calendar, each with the occurrences that were changed one by one. */
export function mastersOf(calendar: ICAL.Component): ICAL.Event[] {
  const components = calendar.getAllSubcomponents('vevent');
  const exceptions = components.filter((component) => component.hasProperty('recurrence-id'));
  return components
    .filter((component) => !component.hasProperty('recurrence-id') && isAlive(component))
    .map((component) => {
      const uid = component.getFirstPropertyValue('uid');
      const own = exceptions.filter((exception) => exception.getFirstPropertyValue('uid') === uid);
      const event = new ICAL.Event(component, { exceptions: own });
      return event;
    })
    .filter(({ startDate }) => Boolean(startDate));
}

/** Names an occurrence by where its series has it. */
export function idOf(uid: string, recurrenceId: ICAL.Time): string {
  return `${uid}#${recurrenceId.toICALString().replace('Z', '')}`;
}

function* occurrencesOf(event: ICAL.Event, { from, to }: Range, home: string): Generator<Appointment> {
  const { component } = event;
  const first = describe(component, event.uid, event.isRecurring(), home);
  if (!event.isRecurring()) return yield first;
  const tzid = tzidOf(component.getFirstProperty('dtstart'));
  const length = first.start.until(first.end);
  // Two days before the range no zone can make an occurrence reach into it: up to there only dates are compared.
  const earliest = from.toZonedDateTimeISO('UTC').subtract(length).subtract({ days: 2 }).toPlainDate();
  const iterator = event.iterator(startNear(event, earliest));
  let shown = 0;
  for (let count = 0; count < mostLookedAt && shown < mostShown; count += 1) {
    const time = iterator.next() as ICAL.Time | null | undefined;
    if (!time) return;
    if (isBefore(time, earliest)) continue;
    const start = toZoned(time, tzid, home);
    if (Temporal.Instant.compare(start.toInstant(), to) >= 0) return;
    shown += 1;
    if (event.getOccurrenceDetails(time).item.component === component) {
      yield { ...first, id: idOf(event.uid, time), start, end: start.add(length) };
    }
  }
}

const unitSeconds: Readonly<Record<string, number>> = {
  SECONDLY: 1,
  MINUTELY: 60,
  HOURLY: 3_600,
  DAILY: 86_400,
  WEEKLY: 604_800,
};

/**
 * A start of the series shortly before a date, whole steps of its rule after the real one: a daily series of twenty
 * years need not be walked through. Rules that count their occurrences have to be, and those by month are short.
 */
function startNear({ component, startDate }: ICAL.Event, date: Temporal.PlainDate): ICAL.Time {
  const rules = component.getAllProperties('rrule').map((property) => property.getFirstValue() as ICAL.Recur);
  const [rule] = rules;
  const unit = rule && unitSeconds[rule.freq];
  if (!unit || rules.length > 1 || rule.count) return startDate;
  const step = unit * (rule.interval || 1);
  const first = Temporal.PlainDateTime.from({
    year: startDate.year,
    month: startDate.month,
    day: startDate.day,
  });
  const steps = Math.floor(first.until(date, { largestUnit: 'seconds' }).total('seconds') / step) - 1;
  if (steps <= 0) return startDate;
  const near = startDate.clone();
  near.adjust(Math.floor((steps * step) / 86_400), 0, 0, (steps * step) % 86_400);
  return near;
}

function isBefore({ year, month, day }: ICAL.Time, date: Temporal.PlainDate): boolean {
  return year * 10_000 + month * 100 + day < date.year * 10_000 + date.month * 100 + date.day;
}

/** An event as its component has it. */
function describe(component: ICAL.Component, id: string, isRepeated: boolean, home: string): Appointment {
  const event = new ICAL.Event(component);
  const property = component.getFirstProperty('dtstart');
  const start = toZoned(event.startDate, tzidOf(property), home);
  const endProperty = component.getFirstProperty('dtend');
  const end = endProperty
    ? toZoned(event.endDate, tzidOf(endProperty), home)
    : start.add(Temporal.Duration.from({ seconds: event.duration.toSeconds() }));
  return {
    id,
    title: event.summary || 'Without a title',
    start,
    end,
    isAllDay: event.startDate.isDate,
    isRepeated,
    location: event.location || '',
    contact: String(component.getFirstPropertyValue('contact') ?? ''),
  };
}

function isAlive(component: ICAL.Component): boolean {
  return component.getFirstPropertyValue('status') !== 'CANCELLED';
}
