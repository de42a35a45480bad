import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { toZoned, tzidOf } from './event-time.ts';
import { expandRule, type Steps } from './recurrence-rule.ts';
import { idOf, isAlive, isRepeated, LocalTime, seriesOf, type Series } from './series.ts';

/** One appointment at one time; of a repeated one, one of its occurrences. */
export interface Appointment {
  /** Names it to the tools: the UID, and for an occurrence `#` and its place in the series. */
  readonly id: string;
  readonly title: string;
  readonly start: Temporal.ZonedDateTime;
  readonly end: Temporal.ZonedDateTime;
  readonly isAllDay: boolean;
  readonly isRepeated: boolean;
  /** Takes no time: others may be made over it (TRANSP). */
  readonly isFree: boolean;
  readonly location: string;
  readonly contact: string;
  /** Where it is written: its own component, or that of its series. */
  readonly component: ICAL.Component;
}

export interface Range {
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}

export interface Found {
  /** Those that overlap the range, earliest first. */
  readonly appointments: readonly Appointment[];
  /** The titles of those that cannot be read, or that repeat so often that no call can wait for them. */
  readonly leftOut: readonly string[];
}

/** Occurrences of one event that are shown. */
const mostShown = 1_000;

/**
 * Days and times that are looked at: for one event; for a whole call; and for an event of which nothing is left of that, so that events
 * that want too much take nothing from those that follow. A step takes about a microsecond.
 */
const mostSteps = { event: 50_000, call: 500_000, atLeast: 300 };

/** What it costs to find the moment of an occurrence, in steps. */
const momentSteps = 20;

/** By how much the moments of local times may be off, where clocks change or a changed occurrence has another zone. */
const slackSeconds = 3 * 3_600;

/** All appointments that overlap a range. Cancelled ones do not count. */
export function appointmentsIn(calendar: ICAL.Component, range: Range, home: string): Found {
  const appointments: Appointment[] = [];
  const leftOut: string[] = [];
  let left = mostSteps.call;
  for (const series of seriesOf(calendar)) {
    let own = Math.max(mostSteps.atLeast, Math.min(left, mostSteps.event));
    const take = (steps = 1) => {
      left -= steps;
      own -= steps;
      if (own < 0) throw new Error('it repeats too often');
    };
    try {
      appointments.push(...appointmentsOf(series, range, home, { take }));
    } catch {
      const [component] = [series.master, ...series.overrides].filter((one) => one !== undefined);
      leftOut.push(String(component?.getFirstPropertyValue('summary') ?? 'Without a title'));
    }
  }
  return {
    appointments: appointments
      .filter((appointment) => overlaps(appointment, range))
      .toSorted((a, b) => a.start.epochMilliseconds - b.start.epochMilliseconds || (a.id < b.id ? -1 : 1)),
    leftOut,
  };
}

/** Whether an appointment takes time of a range; one without a length does where it begins in it. */
export function overlaps({ start, end }: Appointment, { from, to }: Range): boolean {
  return (
    start.epochMilliseconds < to.epochMilliseconds &&
    (end.epochMilliseconds > from.epochMilliseconds || start.epochMilliseconds === from.epochMilliseconds)
  );
}

/** By how many seconds changes that hold for all later occurrences move them at most. */
export function mostMoved({ overrides }: Series, home: string): number {
  return Math.max(0, ...overrides.filter(isForLater).map((one) => Math.abs(movedBy(one, home))));
}

/** Whether a changed occurrence stands for all that follow it, too. */
export function isForLater(override: ICAL.Component): boolean {
  return override.getFirstProperty('recurrence-id')?.getFirstParameter('range') === 'THISANDFUTURE';
}

/** The place of a changed occurrence in its series. */
export function placeOf(override: ICAL.Component, { master }: Series, home: string): number {
  const property = override.getFirstProperty('recurrence-id') as ICAL.Property;
  const local = master
    ? new LocalTime(master, 'dtstart', home)
    : new LocalTime(override, 'recurrence-id', home);
  return local.of(property.getFirstValue() as ICAL.Time, tzidOf(property));
}

function* appointmentsOf(series: Series, range: Range, home: string, steps: Steps): Generator<Appointment> {
  const { uid, master } = series;
  if (master && !isAlive(master)) return;
  const repeated = isRepeated(series);
  const overrides = series.overrides.map((component) => ({
    component,
    place: placeOf(component, series, home),
    isAllDay: new LocalTime(master ?? component, master ? 'dtstart' : 'recurrence-id', home).isAllDay,
  }));
  for (const { component, place, isAllDay } of overrides)
    if (isAlive(component)) yield describe(component, idOf(uid, place, isAllDay), repeated, home);
  if (!master) return;
  const own = describe(master, uid, repeated, home);
  if (!repeated) return yield own;

  const local = new LocalTime(master, 'dtstart', home);
  const later = overrides
    .filter(({ component }) => isForLater(component))
    .toSorted((a, b) => b.place - a.place)
    .map(({ component, place }) => ({
      component,
      place,
      clock: new LocalTime(component, 'dtstart', home),
      like: describe(component, uid, true, home),
    }));
  const longest = Math.max(
    ...[own, ...later.map(({ like }) => like)].map(({ start, end }) => start.until(end).total('seconds')),
  );
  const moved = slackSeconds + mostMoved(series, home);
  const window = {
    from: local.shownAt(range.from.toZonedDateTimeISO(home)) - longest - moved,
    to: local.shownAt(range.to.toZonedDateTimeISO(home)) + moved,
  };
  const changed = new Set(overrides.map(({ place }) => place));
  let shown = 0;
  for (const time of timesOf(master, local, window, steps)) {
    if (changed.has(time)) continue;
    const change = later.find(({ place }) => place <= time);
    if (change && !isAlive(change.component)) continue;
    steps.take(momentSteps);
    const like = change?.like ?? own;
    const start = change ? change.clock.at(change.clock.start + time - change.place) : local.at(time);
    const end = start.add(like.start.until(like.end, { largestUnit: like.isAllDay ? 'days' : 'hours' }));
    if (
      end.epochMilliseconds < range.from.epochMilliseconds ||
      start.epochMilliseconds > range.to.epochMilliseconds
    )
      continue;
    yield { ...like, id: idOf(uid, time, local.isAllDay), start, end };
    if ((shown += 1) === mostShown) return;
  }
}

/** Where a series has its occurrences in a window of local time, in order. Its start is always the first (RFC 5545, section 3.8.2.4). */
function timesOf(
  master: ICAL.Component,
  local: LocalTime,
  window: { from: number; to: number },
  steps: Steps,
): number[] {
  const excluded = local.all(master, 'exdate');
  const times = new Set(
    excluded.filter(({ isDate }) => isDate === local.isAllDay).map(({ seconds }) => seconds),
  );
  const days = new Set(excluded.filter(({ isDate }) => isDate).map(({ seconds }) => seconds / 86_400));
  const found = new Set([local.start, ...local.all(master, 'rdate').map(({ seconds }) => seconds)]);
  for (const { rule, until } of local.rules(master)) {
    const to = Math.min(window.to, until);
    for (const time of expandRule(rule, local.start, { from: Math.floor(window.from), to }, steps))
      found.add(time);
  }
  return [...found]
    .filter(
      (time) =>
        time >= window.from && time <= window.to && !times.has(time) && !days.has(Math.floor(time / 86_400)),
    )
    .toSorted((a, b) => a - b);
}

/** Seconds from where the series has an occurrence to where a change has put it. */
function movedBy(override: ICAL.Component, home: string): number {
  const [place, start] = (['recurrence-id', 'dtstart'] as const).map(
    (name) => new LocalTime(override, name, home),
  );
  return place && start ? start.at(start.start).since(place.at(place.start)).total('seconds') : 0;
}

/** An event as its component has it. */
function describe(component: ICAL.Component, id: string, repeated: boolean, home: string): Appointment {
  const event = new ICAL.Event(component);
  const property = component.getFirstProperty('dtstart');
  const start = toZoned(event.startDate, tzidOf(property), home);
  const endProperty = component.getFirstProperty('dtend');
  const end = endProperty
    ? toZoned(event.endDate, tzidOf(endProperty), home)
    : start.add(lengthOf(component, event.startDate.isDate));
  return {
    id,
    title: event.summary || 'Without a title',
    start,
    end,
    isAllDay: event.startDate.isDate,
    isRepeated: repeated,
    isFree: component.getFirstPropertyValue('transp') === 'TRANSPARENT',
    location: event.location || '',
    contact: String(component.getFirstPropertyValue('contact') ?? ''),
    component,
  };
}

/** What an event without an end lasts: what it says, a whole day or no time (RFC 5545, section 3.6.1). */
function lengthOf(component: ICAL.Component, isAllDay: boolean): Temporal.Duration {
  const duration = component.getFirstPropertyValue('duration');
  if (duration instanceof ICAL.Duration) return Temporal.Duration.from({ seconds: duration.toSeconds() });
  return Temporal.Duration.from({ days: isAllDay ? 1 : 0 });
}
