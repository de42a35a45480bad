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

/** Occurrences of one event that are looked at: more than 50 years of days. What repeats more often ends there. */
const mostOccurrences = 20_000;

/** All appointments that overlap a range, earliest first. Cancelled ones do not count. */
export function appointmentsIn(calendar: ICAL.Component, { from, to }: Range, home: string): Appointment[] {
  const found: Appointment[] = [];
  for (const event of mastersOf(calendar)) {
    const overrides = Object.values(event.exceptions).filter(({ component }) => isAlive(component));
    for (const occurrence of occurrencesOf(event, to, home)) found.push(occurrence);
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

function* occurrencesOf(event: ICAL.Event, to: Temporal.Instant, home: string): Generator<Appointment> {
  const { component } = event;
  const first = describe(component, event.uid, event.isRecurring(), home);
  if (!event.isRecurring()) return yield first;
  const tzid = tzidOf(component.getFirstProperty('dtstart'));
  const length = first.start.until(first.end);
  const iterator = event.iterator();
  for (let count = 0; count < mostOccurrences; count += 1) {
    const time = iterator.next() as ICAL.Time | null | undefined;
    if (!time) return;
    const start = toZoned(time, tzid, home);
    if (Temporal.Instant.compare(start.toInstant(), to) >= 0) return;
    if (event.getOccurrenceDetails(time).item.component === component) {
      yield { ...first, id: idOf(event.uid, time), start, end: start.add(length) };
    }
  }
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
