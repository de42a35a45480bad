import type { Clock } from '@duologue/core';
import { readMoment } from '../date-time/local-time.ts';
import { resolveTimeZone, type Io, type TimeZone } from '../date-time/resolve-time-zone.ts';
import type { CalendarFile } from './calendar-file.ts';
import type { ContactFile } from './contact-file.ts';
import type { Temporal } from 'temporal-polyfill';

/** What the tools of a calendar share. */
export interface CalendarContext {
  readonly file: CalendarFile;
  readonly contacts: ContactFile | undefined;
  readonly homeTimeZone: string;
  readonly officeHours: OfficeHours;
}

export interface OfficeHours {
  /** Such as `09:00`. */
  readonly from: string;
  /** Such as `17:00`. */
  readonly to: string;
  /** 1 for Monday to 7 for Sunday. */
  readonly days: readonly number[];
}

export const whenParameter = {
  type: 'string',
  maxLength: 100,
  description: 'Local date and time such as 2026-03-30T15:00, or a date such as 2026-03-30.',
} as const;

export const idParameter = {
  type: 'string',
  minLength: 1,
  maxLength: 300,
  description: 'The id of the appointment, as list_appointments gave it.',
} as const;

/** The zone of the calendar's people. */
export function homeOf({ homeTimeZone }: CalendarContext, io: Io): Promise<TimeZone> {
  return resolveTimeZone(homeTimeZone, io);
}

/** A local time of the home, and what has to be said about it. */
export function readTime(
  text: string,
  home: TimeZone,
  clock: Clock,
): { readonly time: Temporal.ZonedDateTime; readonly hasTime: boolean; readonly notes: string } {
  return readMoment(text, home, clock);
}
