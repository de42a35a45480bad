import { civilDay, dayNumber, weekday, weekNumbers, weekStart } from './civil-day.ts';

export type Frequency = 'SECONDLY' | 'MINUTELY' | 'HOURLY' | 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';

/** A recurrence rule (RFC 5545, section 3.3.10) without its end in time, which is a matter of zones. Lists that are absent say nothing. */
export interface RecurrenceRule {
  readonly frequency: Frequency;
  readonly interval: number;
  readonly count?: number;
  /** 0 for Sunday to 6. */
  readonly firstWeekday: number;
  readonly months?: readonly number[];
  readonly weekNumbers?: readonly number[];
  readonly yearDays?: readonly number[];
  readonly monthDays?: readonly number[];
  /** `nth` is 0 for every such weekday. */
  readonly weekdays?: readonly { readonly nth: number; readonly weekday: number }[];
  readonly hours?: readonly number[];
  readonly minutes?: readonly number[];
  readonly seconds?: readonly number[];
  readonly positions?: readonly number[];
}

/** Counts what expanding a rule costs; throws when that is too much. */
export interface Steps {
  take(steps?: number): void;
}

/** Local times are counted in seconds from 1970-01-01, as if there were no zones. */
export interface LocalRange {
  readonly from: number;
  readonly to: number;
}

const daySeconds = 86_400;
const units: Partial<Record<Frequency, number>> = { SECONDLY: 1, MINUTELY: 60, HOURLY: 3_600 };

/**
 * The times of a rule in a range, in order. It begins near the range wherever the rule lets it, so that the age of a series costs nothing;
 * every day and time that is looked at takes a step.
 */
export function* expandRule(
  rule: RecurrenceRule,
  start: number,
  range: LocalRange,
  steps: Steps,
): Generator<number> {
  const complete = withDefaults(rule, start);
  const first = firstPeriod(rule, complete, start, range.from);
  let count = rule.count === undefined ? Infinity : rule.count - first;
  for (let period = first; ; period += 1) {
    const begin = beginOf(complete, start, period);
    if (begin > range.to) return;
    steps.take();
    const skipped = skip(complete, start, period, begin);
    if (skipped !== period) {
      period = skipped - 1;
      continue;
    }
    for (const time of timesIn(complete, begin, steps)) {
      if (time < start) continue;
      if (time > range.to || count <= 0) return;
      count -= 1;
      if (time >= range.from) yield time;
    }
  }
}

/** What the start of the series says where the rule does not; every list in order. */
function withDefaults(rule: RecurrenceRule, start: number): RecurrenceRule {
  const time = ((start % daySeconds) + daySeconds) % daySeconds;
  const unit = units[rule.frequency] ?? daySeconds;
  const defaults = {
    ...(unit > 3_600 && { hours: [Math.floor(time / 3_600)] }),
    ...(unit > 60 && { minutes: [Math.floor(time / 60) % 60] }),
    ...(unit > 1 && { seconds: [time % 60] }),
    ...daysOfStart(rule, start),
  };
  const all = { ...defaults, ...rule };
  return {
    ...all,
    ...(all.months && { months: sorted(all.months, 12) }),
    ...(all.hours && { hours: sorted(all.hours, 23) }),
    ...(all.minutes && { minutes: sorted(all.minutes, 59) }),
    ...(all.seconds && { seconds: sorted(all.seconds, 59) }),
  };
}

function daysOfStart(rule: RecurrenceRule, start: number): Partial<RecurrenceRule> {
  const date = Math.floor(start / daySeconds);
  const { month, day } = civilDay(date);
  if (rule.weekdays ?? rule.monthDays ?? rule.yearDays) return {};
  if (rule.frequency === 'WEEKLY' || rule.weekNumbers)
    return { weekdays: [{ nth: 0, weekday: weekday(date) }] };
  if (rule.frequency === 'MONTHLY') return { monthDays: [day] };
  return rule.frequency === 'YEARLY' ? { monthDays: [day], months: [month] } : {};
}

/** The first period that has to be looked at. Where occurrences are counted, they can be skipped only if every period has exactly one. */
function firstPeriod(
  given: RecurrenceRule,
  { frequency, interval, firstWeekday }: RecurrenceRule,
  start: number,
  from: number,
): number {
  const isPlain = Object.keys(given).every((key) =>
    ['frequency', 'interval', 'count', 'firstWeekday'].includes(key),
  );
  if (given.count !== undefined && (!isPlain || frequency === 'MONTHLY' || frequency === 'YEARLY')) return 0;
  const [then, now] = [start, from].map((time) => civilDay(Math.floor(time / daySeconds)));
  if (!then || !now) return 0;
  const elapsed = {
    YEARLY: now.year - then.year,
    MONTHLY: (now.year - then.year) * 12 + now.month - then.month,
    WEEKLY: Math.floor((from / daySeconds - weekStart(Math.floor(start / daySeconds), firstWeekday)) / 7),
    DAILY: Math.floor(from / daySeconds) - Math.floor(start / daySeconds),
    HOURLY: Math.floor(from / 3_600) - Math.floor(start / 3_600),
    MINUTELY: Math.floor(from / 60) - Math.floor(start / 60),
    SECONDLY: from - start,
  }[frequency];
  return Math.max(0, Math.floor(elapsed / interval));
}

/** When a period begins. */
function beginOf(rule: RecurrenceRule, start: number, period: number): number {
  const { frequency, interval, firstWeekday } = rule;
  const unit = units[frequency];
  if (unit) return (Math.floor(start / unit) + period * interval) * unit;
  const date = Math.floor(start / daySeconds);
  if (frequency === 'DAILY') return (date + period * interval) * daySeconds;
  if (frequency === 'WEEKLY') return (weekStart(date, firstWeekday) + period * interval * 7) * daySeconds;
  const { year, month } = civilDay(date);
  return frequency === 'MONTHLY'
    ? dayNumber(year, month + period * interval, 1) * daySeconds
    : dayNumber(year + period * interval, 1, 1) * daySeconds;
}

/** The next period that can have times: of rules by the hour or faster, days, hours and minutes that do not fit are passed over at once. */
function skip(rule: RecurrenceRule, start: number, period: number, begin: number): number {
  const unit = units[rule.frequency];
  if (!unit) return period;
  const hour = Math.floor(begin / 3_600) % 24;
  const past = !fits(rule, Math.floor(begin / daySeconds))
    ? daySeconds
    : !has(rule.hours, (hour + 24) % 24)
      ? 3_600
      : unit < 3_600 && !has(rule.minutes, ((Math.floor(begin / 60) % 60) + 60) % 60)
        ? 60
        : 0;
  if (past === 0) return period;
  const next = (Math.floor(begin / past) + 1) * past;
  const step = rule.interval * unit;
  return Math.max(period + 1, Math.ceil((next - beginOf(rule, start, 0)) / step));
}

/** The times of one period, in order. */
function* timesIn(rule: RecurrenceRule, begin: number, steps: Steps): Generator<number> {
  if (!rule.positions) return yield* allTimesIn(rule, begin, steps);
  const all = Array.from(allTimesIn(rule, begin, steps));
  const chosen = new Set(
    rule.positions.map((position) => (position > 0 ? position - 1 : all.length + position)),
  );
  for (const [index, time] of all.entries()) if (chosen.has(index)) yield time;
}

function* allTimesIn(rule: RecurrenceRule, begin: number, steps: Steps): Generator<number> {
  const { hours = [], minutes = [], seconds = [] } = rule;
  const unit = units[rule.frequency];
  if (unit === 1) {
    if (has(rule.seconds, ((begin % 60) + 60) % 60)) yield begin;
    return;
  }
  const starts = unit ? [begin] : daysIn(rule, Math.floor(begin / daySeconds), steps);
  for (const from of starts)
    for (const hour of unit ? [0] : hours)
      for (const minute of unit === 60 ? [0] : minutes)
        for (const second of seconds) {
          steps.take();
          yield from + hour * 3_600 + minute * 60 + second;
        }
}

/** When the days of a period begin that the rule has. */
function* daysIn(rule: RecurrenceRule, begin: number, steps: Steps): Generator<number> {
  const { year, month } = civilDay(begin);
  const spans: Partial<Record<Frequency, () => [from: number, to: number][]>> = {
    DAILY: () => [[begin, begin + 1]],
    WEEKLY: () => [[begin, begin + 7]],
    MONTHLY: () => [monthSpan(year, month)],
    YEARLY: () =>
      (rule.months ?? Array.from({ length: 12 }, (_, index) => index + 1)).map((one) => monthSpan(year, one)),
  };
  for (const [from, to] of spans[rule.frequency]?.() ?? []) {
    if (rule.frequency === 'MONTHLY' && !has(rule.months, month)) return;
    for (let day = from; day < to; day += 1) {
      steps.take();
      if (fits(rule, day)) yield day * daySeconds;
    }
  }
}

function monthSpan(year: number, month: number): [from: number, to: number] {
  return [dayNumber(year, month, 1), dayNumber(year, month + 1, 1)];
}

/** Whether a day is one that the lists of the rule have. */
function fits(rule: RecurrenceRule, number: number): boolean {
  if (!(rule.months ?? rule.weekNumbers ?? rule.yearDays ?? rule.monthDays ?? rule.weekdays)) return true;
  const { year, month, day } = civilDay(number);
  if (!has(rule.months, month)) return false;
  const [from, to] = monthSpan(year, month);
  if (!has(rule.monthDays, day, number - to)) return false;
  const [first, next] = [dayNumber(year, 1, 1), dayNumber(year + 1, 1, 1)];
  if (!has(rule.yearDays, number - first + 1, number - next)) return false;
  if (rule.weekNumbers && !has(rule.weekNumbers, ...weekNumbers(number, rule.firstWeekday))) return false;
  if (!rule.weekdays) return true;
  const isOfMonth =
    rule.frequency === 'MONTHLY' || (rule.frequency === 'YEARLY' && rule.months !== undefined);
  const isOfYear = rule.frequency === 'YEARLY' && !isOfMonth && !rule.weekNumbers;
  const [scopeFrom, scopeTo] = isOfMonth ? [from, to] : [first, next];
  const places = [0, Math.floor((number - scopeFrom) / 7) + 1, -Math.floor((scopeTo - 1 - number) / 7) - 1];
  return rule.weekdays.some(
    (one) => one.weekday === weekday(number) && ((!isOfMonth && !isOfYear) || places.includes(one.nth)),
  );
}

function has(list: readonly number[] | undefined, ...values: number[]): boolean {
  return list === undefined || values.some((value) => list.includes(value));
}

function sorted(list: readonly number[], most: number): number[] {
  return [...new Set(list)].filter((value) => value >= 0 && value <= most).toSorted((a, b) => a - b);
}
