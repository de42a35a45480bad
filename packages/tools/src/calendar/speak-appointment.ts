import type { Temporal } from 'temporal-polyfill';
import { speakDate, speakTime } from '../date-time/speak-time.ts';
import type { Appointment } from './appointments.ts';

/** `Dentist on Monday, March 30, 2026, from 3:00 PM to 3:45 PM, at Main Street 1, with Dr. Smith [id k3x9a2pq]` */
export function speakAppointment(
  { id, title, start, end, isAllDay, location, contact }: Appointment,
  timeZone: string,
): string {
  const [from, to] = isAllDay ? [start, end] : [start.withTimeZone(timeZone), end.withTimeZone(timeZone)];
  const place = location === '' ? '' : `, at ${location}`;
  const person = contact === '' ? '' : `, with ${contact}`;
  return `${title} ${isAllDay ? speakDays(from, to) : speakSpan(from, to)}${place}${person} [id ${id}]`;
}

/** `on Monday, March 30, 2026, from 3:00 PM to 3:45 PM` */
export function speakSpan(from: Temporal.ZonedDateTime, to: Temporal.ZonedDateTime): string {
  const isOneDay = from.toPlainDate().equals(to.toPlainDate());
  return `on ${speakDate(from)}, from ${speakTime(from)} to ${isOneDay ? '' : `${speakDate(to)}, `}${speakTime(to)}`;
}

/** ` Left out, because they cannot be read or repeat too often: Standup, Lunch.`; nothing where all could be read. */
export function speakLeftOut(titles: readonly string[]): string {
  if (titles.length === 0) return '';
  const more = titles.length > 5 ? ` and ${titles.length - 5} more` : '';
  return ` Left out, because they cannot be read or repeat too often: ${titles.slice(0, 5).join(', ')}${more}.`;
}

/** The end of whole days is the midnight after the last. */
function speakDays(from: Temporal.ZonedDateTime, to: Temporal.ZonedDateTime): string {
  const last = to.subtract({ seconds: 1 });
  const isOneDay = from.toPlainDate().equals(last.toPlainDate());
  return isOneDay
    ? `on ${speakDate(from)}, all day`
    : `from ${speakDate(from)} to ${speakDate(last)}, all day`;
}
