import { DuologueError, type Tool } from '@duologue/core';
import { Temporal } from 'temporal-polyfill';
import { defineTool } from '../define-tool.ts';
import { appointmentsIn } from './appointments.ts';
import {
  homeOf,
  readTime,
  whenParameter,
  type CalendarContext,
  type OfficeHours,
} from './calendar-context.ts';
import { speakLeftOut, speakSpan } from './speak-appointment.ts';

const mostDays = 31;
const mostSlots = 10;

/** `find_free_time`: stretches inside office hours with nothing in them. */
export function findFreeTimeTool(calendar: CalendarContext): Tool<never> {
  return defineTool({
    name: 'find_free_time',
    description: 'Finds free time in office hours, on one day or over several.',
    parameters: {
      type: 'object',
      properties: {
        duration_minutes: { type: 'integer', minimum: 5, maximum: 1_440 },
        from: { ...whenParameter, description: `Default now. ${whenParameter.description}` },
        to: {
          ...whenParameter,
          description: `The last day; default the same day, or seven days later without "from". ${whenParameter.description}`,
        },
      },
      required: ['duration_minutes'],
      additionalProperties: false,
    },
    async run(
      { duration_minutes: minutes, from, to }: { duration_minutes: number; from?: string; to?: string },
      { clock, io },
    ) {
      const home = await homeOf(calendar, io);
      const now = readTime('now', home, clock).time;
      const asked = from === undefined ? now : readTime(from, home, clock).time;
      const start = Temporal.ZonedDateTime.compare(asked, now) < 0 ? now : asked;
      const last =
        to === undefined
          ? from === undefined
            ? start.add({ days: 7 })
            : start
          : readTime(to, home, clock).time;
      const days = start.toPlainDate().until(last.toPlainDate()).days + 1;
      if (days < 1)
        throw new DuologueError('TOOL_FAILED', '`to` must not be before `from`, and `from` not in the past.');
      if (days > mostDays)
        throw new DuologueError('TOOL_FAILED', `Ask for at most ${mostDays} days at once.`);
      const open = officeHoursOf(start, days, calendar.officeHours);
      const range = {
        from: start.toInstant(),
        to: last.toPlainDate().add({ days: 1 }).toZonedDateTime(home.id).toInstant(),
      };
      const { appointments, leftOut } = appointmentsIn(
        (await io(calendar.file.read())).calendar,
        range,
        home.id,
      );
      const busy = appointments
        .filter(({ isFree }) => !isFree)
        .map((one) => ({ start: one.start.withTimeZone(home.id), end: one.end.withTimeZone(home.id) }));
      const unread = speakLeftOut(leftOut);
      const free = open
        .flatMap((span) => without(span, busy))
        .filter((span) => span.start.until(span.end).total('minutes') >= minutes);
      if (free.length === 0) return `There is no free time of ${minutes} minutes then.${unread}`;
      const lines = free.slice(0, mostSlots).map((span) => `- ${speakSpan(span.start, span.end)}`);
      return `Free${free.length > mostSlots ? ', among others' : ''}:\n${lines.join('\n')}${unread && `\n${unread.trim()}`}`;
    },
  });
}

interface Span {
  readonly start: Temporal.ZonedDateTime;
  readonly end: Temporal.ZonedDateTime;
}

/** The opening hours of each day from a moment on. */
function officeHoursOf(
  start: Temporal.ZonedDateTime,
  days: number,
  { from, to, days: weekdays }: OfficeHours,
): Span[] {
  return Array.from({ length: days }, (_, index) => start.toPlainDate().add({ days: index }))
    .filter(({ dayOfWeek }) => weekdays.includes(dayOfWeek))
    .map((date) => {
      const opens = date.toZonedDateTime({ timeZone: start.timeZoneId, plainTime: from });
      const closes = date.toZonedDateTime({ timeZone: start.timeZoneId, plainTime: to });
      return { start: Temporal.ZonedDateTime.compare(opens, start) < 0 ? start : opens, end: closes };
    })
    .filter((span) => Temporal.ZonedDateTime.compare(span.start, span.end) < 0);
}

/** What is left of a span when busy ones, earliest first, are taken away. */
function without(span: Span, busy: readonly Span[]): Span[] {
  const free: Span[] = [];
  let { start } = span;
  for (const taken of busy) {
    if (Temporal.ZonedDateTime.compare(taken.start, span.end) >= 0) break;
    if (Temporal.ZonedDateTime.compare(taken.end, start) <= 0) continue;
    if (Temporal.ZonedDateTime.compare(taken.start, start) > 0) free.push({ start, end: taken.start });
    start = taken.end;
  }
  return Temporal.ZonedDateTime.compare(start, span.end) < 0 ? [...free, { start, end: span.end }] : free;
}
