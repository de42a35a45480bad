import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { civilDay } from './civil-day.ts';
import { definedZone, isZone, secondsOf, toIcalTime, toZoned, tzidOf } from './event-time.ts';
import type { RecurrenceRule } from './recurrence-rule.ts';

/** An event with the occurrences of it that were changed; without a master where somebody was invited to single occurrences only. */
export interface Series {
  readonly uid: string;
  readonly master: ICAL.Component | undefined;
  readonly overrides: readonly ICAL.Component[];
}

/** The events of a calendar. An override without its master is a series of its own. */
export function seriesOf(calendar: ICAL.Component): Series[] {
  const components = calendar.getAllSubcomponents('vevent');
  const overrides = new Map<string, ICAL.Component[]>();
  for (const component of components.filter((one) => one.hasProperty('recurrence-id')))
    overrides.set(uidOf(component), [...(overrides.get(uidOf(component)) ?? []), component]);
  const found: Series[] = [];
  for (const master of components.filter((one) => !one.hasProperty('recurrence-id'))) {
    const uid = uidOf(master);
    found.push({ uid, master, overrides: overrides.get(uid) ?? [] });
    overrides.delete(uid);
  }
  const orphans = [...overrides].flatMap(([uid, all]) =>
    all.map((one) => ({ uid, master: undefined, overrides: [one] })),
  );
  return [...found, ...orphans];
}

/** Whether a series has more than one occurrence. */
export function isRepeated({ master, overrides }: Series): boolean {
  return (
    master !== undefined &&
    (master.hasProperty('rrule') || master.hasProperty('rdate') || overrides.length > 0)
  );
}

export function isAlive(component: ICAL.Component): boolean {
  return component.getFirstPropertyValue('status') !== 'CANCELLED';
}

/** Names an occurrence by where its series has it, in the local time of the series. */
export function idOf(uid: string, place: number, isAllDay: boolean): string {
  const { year, month, day } = civilDay(Math.floor(place / 86_400));
  const digits = (value: number, length = 2) => String(value).padStart(length, '0');
  const date = `${digits(year, 4)}${digits(month)}${digits(day)}`;
  const time = [3_600, 60, 1].map((unit) =>
    digits(Math.floor((place % 86_400) / unit) % (unit === 3_600 ? 24 : 60)),
  );
  return `${uid}#${date}${isAllDay ? '' : `T${time.join('')}`}`;
}

/** The local time in which an event repeats, in seconds from 1970-01-01 as if there were no zones. */
export class LocalTime {
  readonly isAllDay: boolean;
  readonly start: number;
  readonly #first: ICAL.Time;
  readonly #tzid: string | undefined;
  readonly #home: string;

  /** @throws Error where the component has no start */
  constructor(component: ICAL.Component, name: 'dtstart' | 'recurrence-id', home: string) {
    const property = component.getFirstProperty(name);
    if (!property) throw new Error('it has no start');
    this.#first = property.getFirstValue() as ICAL.Time;
    this.#tzid = tzidOf(property);
    this.#home = home;
    this.isAllDay = this.#first.isDate;
    this.start = secondsOf(this.#first);
  }

  at(seconds: number): Temporal.ZonedDateTime {
    const { year, month, day } = civilDay(Math.floor(seconds / 86_400));
    const [hour, minute, second] = [3_600, 60, 1].map(
      (unit) => Math.floor((seconds % 86_400) / unit) % (unit === 3_600 ? 24 : 60),
    );
    const time = this.isAllDay
      ? { year, month, day, isDate: true }
      : { year, month, day, hour, minute, second, isDate: false };
    return toZoned(new ICAL.Time(time, this.#first.zone), this.#tzid, this.#home);
  }

  /** What these clocks show at a time of the file, whatever zone it is written in. */
  of(time: ICAL.Time, tzid: string | undefined): number {
    if (time.isDate || this.isAllDay || (tzid === this.#tzid && time.zone === this.#first.zone))
      return secondsOf(time);
    return this.shownAt(toZoned(time, tzid, this.#home));
  }

  /** What these clocks show at a moment. */
  shownAt(moment: Temporal.ZonedDateTime): number {
    if (this.#first.zone === ICAL.Timezone.utcTimezone)
      return secondsOf(toIcalTime(moment.withTimeZone('UTC')));
    if (this.#tzid === undefined || this.isAllDay)
      return secondsOf(toIcalTime(moment.withTimeZone(this.#home)));
    if (isZone(this.#tzid)) return secondsOf(toIcalTime(moment.withTimeZone(this.#tzid)));
    const zone = definedZone(this.#first);
    return zone
      ? secondsOf(toIcalTime(moment.withTimeZone('UTC')).convertToZone(zone))
      : secondsOf(toIcalTime(moment.withTimeZone(this.#home)));
  }

  /** All times that a property such as EXDATE has. */
  all(component: ICAL.Component, name: string): { readonly seconds: number; readonly isDate: boolean }[] {
    return component.getAllProperties(name).flatMap((property) =>
      (property.getValues() as (ICAL.Time | ICAL.Period)[]).map((value) => {
        const time = value instanceof ICAL.Period ? value.start : value;
        return { seconds: this.of(time, tzidOf(property)), isDate: time.isDate };
      }),
    );
  }

  /** The rules of an event, and when each ends. */
  rules(component: ICAL.Component): { readonly rule: RecurrenceRule; readonly until: number }[] {
    return component.getAllProperties('rrule').map((property) => {
      const recur = property.getFirstValue() as ICAL.Recur;
      const { until } = recur;
      const end = until
        ? this.of(until, undefined) + (until.isDate && !this.isAllDay ? 86_399 : 0)
        : Infinity;
      return { rule: ruleOf(recur), until: end };
    });
  }
}

function uidOf(component: ICAL.Component): string {
  return String(component.getFirstPropertyValue('uid') ?? '');
}

const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

function ruleOf(recur: ICAL.Recur): RecurrenceRule {
  const parts = recur.parts as Readonly<Record<string, readonly (number | string)[] | undefined>>;
  const numbers = (name: string, key: keyof RecurrenceRule) =>
    parts[name] && { [key]: parts[name].map(Number) };
  return {
    frequency: recur.freq as RecurrenceRule['frequency'],
    interval: Math.max(1, recur.interval || 1),
    firstWeekday: (recur.wkst || 2) - 1,
    ...(recur.count && { count: recur.count }),
    ...numbers('BYMONTH', 'months'),
    ...numbers('BYWEEKNO', 'weekNumbers'),
    ...numbers('BYYEARDAY', 'yearDays'),
    ...numbers('BYMONTHDAY', 'monthDays'),
    ...numbers('BYHOUR', 'hours'),
    ...numbers('BYMINUTE', 'minutes'),
    ...numbers('BYSECOND', 'seconds'),
    ...numbers('BYSETPOS', 'positions'),
    ...(parts['BYDAY'] && {
      weekdays: parts['BYDAY'].map((text) => ({
        nth: Number.parseInt(String(text), 10) || 0,
        weekday: weekdays.indexOf(String(text).slice(-2)),
      })),
    }),
  };
}
