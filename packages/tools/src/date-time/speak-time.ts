import { rawTimeZones } from '@vvo/tzdb';
import { Temporal } from 'temporal-polyfill';
import type { Moment } from './local-time.ts';

/** `9:00 AM on Sunday, March 29, 2026 in New York (EDT), 2026-03-29T09:00:00-04:00`: for the ear, then exactly. */
export function speakMoment({ time, place }: Pick<Moment, 'time' | 'place'>): string {
  const exact = time.toString({ timeZoneName: 'never', smallestUnit: 'second' });
  const letters = zoneAbbreviation(time);
  return `${speakTime(time)} on ${speakDate(time)} in ${place}${letters === place ? '' : ` (${letters})`}, ${exact}`;
}

/** `9:00 AM`, with seconds where they are not zero. */
export function speakTime({
  hour,
  minute,
  second,
}: Pick<Temporal.PlainDateTime, 'hour' | 'minute' | 'second'>): string {
  const seconds = second === 0 ? '' : `:${twoDigits(second)}`;
  return `${hour % 12 === 0 ? 12 : hour % 12}:${twoDigits(minute)}${seconds} ${hour < 12 ? 'AM' : 'PM'}`;
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const months = 'January February March April May June July August September October November December'.split(
  ' ',
);

export type Weekday = (typeof weekdays)[number];

/** `Sunday, March 29, 2026` */
export function speakDate(date: Pick<Temporal.PlainDate, 'dayOfWeek' | 'month' | 'day' | 'year'>): string {
  return `${weekdayOf(date)}, ${months[date.month - 1]} ${date.day}, ${date.year}`;
}

function weekdayOf({ dayOfWeek }: Pick<Temporal.PlainDate, 'dayOfWeek'>): Weekday {
  return weekdays[dayOfWeek - 1] as Weekday;
}

/** 1 for Monday to 7 for Sunday. */
export function numberOfWeekday(weekday: Weekday): number {
  return weekdays.indexOf(weekday) + 1;
}

const units = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'] as const;

/** `1 hour and 30 minutes`; without its sign. */
export function speakDuration(duration: Temporal.Duration): string {
  const absolute = duration.abs();
  const parts = units.flatMap((unit) => {
    const amount = absolute[unit];
    return amount === 0 ? [] : [`${amount} ${amount === 1 ? unit.slice(0, -1) : unit}`];
  });
  if (parts.length === 0) return 'no time';
  return parts.length === 1 ? (parts[0] as string) : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** `EDT` where the zone has letters for what its clocks show, otherwise `UTC+5:45`. */
function zoneAbbreviation(time: Temporal.ZonedDateTime): string {
  const zone = rawTimeZones.find(
    ({ name, group }) => name === time.timeZoneId || group.includes(time.timeZoneId),
  );
  const offsetMinutes = time.offsetNanoseconds / 60e9;
  const aheadMinutes = zone === undefined ? Number.NaN : offsetMinutes - zone.rawOffsetInMinutes;
  const letters =
    aheadMinutes === 0
      ? zone?.abbreviation
      : aheadMinutes === 60 || aheadMinutes === 30
        ? zone?.dstAbbreviation
        : undefined;
  return letters !== undefined && /^[A-Z]/.test(letters)
    ? letters
    : `UTC${offsetMinutes === 0 ? '' : shortOffset(offsetMinutes)}`;
}

function shortOffset(offsetMinutes: number): string {
  const absolute = Math.abs(Math.round(offsetMinutes));
  const minutes = absolute % 60;
  return `${offsetMinutes < 0 ? '-' : '+'}${Math.floor(absolute / 60)}${minutes === 0 ? '' : `:${twoDigits(minutes)}`}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
