import { DuologueError, type Clock } from '@duologue/core';
import { Temporal } from 'temporal-polyfill';
import { speakTime } from './speak-time.ts';
import type { TimeZone } from './resolve-time-zone.ts';

/** A moment with the place whose clocks show it, and what has to be said about it. */
export interface Moment {
  readonly time: Temporal.ZonedDateTime;
  readonly place: string;
  /** False where only a date was given. */
  readonly hasTime: boolean;
  /** Sentences about clocks that change, each with the space before it. */
  readonly notes: string;
}

/** What `readMoment` reads, for the descriptions of parameters. */
export const momentText =
  'a local date and time such as 2026-03-29T15:00, a date such as 2026-03-29, a time of today such as 15:00, or "now"';

/** The moment at which the clocks of a place show `text`. @throws DuologueError TOOL_FAILED */
export function readMoment(text: string, { id, place }: TimeZone, clock: Clock): Moment {
  const now = Temporal.Instant.fromEpochMilliseconds(Math.floor(clock.epochMs())).toZonedDateTimeISO(id);
  const trimmed = text.trim();
  if (trimmed.toLowerCase() === 'now') return { time: now.round('second'), place, hasTime: true, notes: '' };
  const [, date, hours, minutes, seconds = '00', rest = ''] = pattern.exec(trimmed) ?? [];
  if ((date === undefined && hours === undefined) || rest !== '') throw unreadable(text, rest);
  const local = plainDateTime(date ?? now.toPlainDate().toString(), hours, minutes, seconds);
  return { ...atLocalTime(local, { id, place }), hasTime: hours !== undefined };
}

const pattern =
  /^(\d{4}-\d{2}-\d{2})?(?:(?:^|[T ])(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|\[.*\])?$/i;

/**
 * Where clocks go forward, a time that they skip is read as if they had not: as much later. Where they go back,
 * a time that they show twice is the earlier one (RFC 5545, Temporal's `compatible`). Either is said in the notes.
 */
export function atLocalTime(local: Temporal.PlainDateTime, { id, place }: TimeZone): Omit<Moment, 'hasTime'> {
  const earlier = local.toZonedDateTime(id, { disambiguation: 'earlier' });
  const later = local.toZonedDateTime(id, { disambiguation: 'later' });
  if (earlier.equals(later)) return { time: earlier, place, notes: '' };
  const shown = speakTime(local);
  if (earlier.toPlainDateTime().equals(local)) {
    const notes = ` Note: clocks in ${place} go back on that day and show ${shown} twice; this is the first time, the second is ${later.toString({ timeZoneName: 'never' })}.`;
    return { time: earlier, place, notes };
  }
  const notes = ` Note: clocks in ${place} go forward on that day and never show ${shown}; it was taken as ${speakTime(later.toPlainDateTime())}.`;
  return { time: later, place, notes };
}

function plainDateTime(date: string, hours = '00', minutes = '00', seconds = '00'): Temporal.PlainDateTime {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  if (year < 1) throw new DuologueError('TOOL_FAILED', `The year of ${date} must be from 0001 to 9999.`);
  try {
    return Temporal.PlainDateTime.from(
      { year, month, day, hour: Number(hours), minute: Number(minutes), second: Number(seconds) },
      { overflow: 'reject' },
    );
  } catch {
    throw new DuologueError(
      'TOOL_FAILED',
      `${date} ${hours}:${minutes}:${seconds} does not exist in the calendar or on the clock.`,
    );
  }
}

function unreadable(text: string, offset: string): DuologueError {
  const shown = text.length > 60 ? `${text.slice(0, 59)}…` : text;
  const why =
    offset === ''
      ? `It must be ${momentText}`
      : `Leave "${offset}" out: the time is local to the zone that is given beside it`;
  return new DuologueError('TOOL_FAILED', `"${shown}" cannot be read. ${why}.`);
}
