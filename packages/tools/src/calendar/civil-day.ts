/** A day by its number from 1970-01-01, in the Gregorian calendar: recurrence rules are counted in whole numbers, which no time zone bends. */
export interface CivilDay {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

/** The number of a day; months beyond 1 to 12 lie in other years. Source: Howard Hinnant, chrono-compatible low-level date algorithms. */
export function dayNumber(year: number, month: number, day: number): number {
  const months = year * 12 + month - 3;
  const shifted = Math.floor(months / 12);
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (months - shifted * 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export function civilDay(number: number): CivilDay {
  const shifted = number + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  };
}

/** 0 for Sunday to 6 for Saturday. */
export function weekday(number: number): number {
  return modulo(number + 4, 7);
}

/** The first day of the week that a day is in; `firstWeekday` is 0 for Sunday to 6. */
export function weekStart(number: number, firstWeekday: number): number {
  return number - modulo(weekday(number) - firstWeekday, 7);
}

/** The number of a week in its year, and from the end of it: week 1 is the first with four days in the year (RFC 5545, BYWEEKNO). */
export function weekNumbers(
  number: number,
  firstWeekday: number,
): readonly [fromStart: number, fromEnd: number] {
  const start = weekStart(number, firstWeekday);
  const { year } = civilDay(start + 3);
  const first = weekStart(dayNumber(year, 1, 4), firstWeekday);
  const next = weekStart(dayNumber(year + 1, 1, 4), firstWeekday);
  return [(start - first) / 7 + 1, (start - next) / 7];
}

function modulo(a: number, b: number): number {
  return ((a % b) + b) % b;
}
