import { DuologueError, type Tool } from '@duologue/core';
import { Temporal } from 'temporal-polyfill';
import { defineTool } from '../define-tool.ts';
import { requiredNames, zoneOrHome, zoneParameter, type DateTimePackOptions } from './date-time-options.ts';
import { readMoment } from './local-time.ts';
import { numberOfWeekday, speakDate, speakDuration, type Weekday } from './speak-time.ts';

/** `describe_date`: the weekday of a date, its week, and how far away it is. */
export function describeDateTool(options: DateTimePackOptions): Tool<never> {
  return defineTool({
    name: 'describe_date',
    description:
      'Tells the weekday of a date, its week and day of the year, and how many days it is from today.',
    parameters: {
      type: 'object',
      properties: {
        date: {
          type: 'string',
          maxLength: 100,
          description: 'The date, such as 2026-03-29, or "now" for today.',
        },
        time_zone: { ...zoneParameter, description: `Where "today" is. ${zoneParameter.description}` },
      },
      required: requiredNames(['date'], 'time_zone', options) as never[],
      additionalProperties: false,
    },
    async run({ date, time_zone }: { date: string; time_zone?: string }, { clock, io }) {
      const zone = await zoneOrHome(time_zone, options, io);
      const day = readMoment(date, zone, clock).time.toPlainDate();
      const today = readMoment('now', zone, clock).time.toPlainDate();
      const leap = day.inLeapYear ? `${day.year} is a leap year` : `${day.year} is no leap year`;
      return `${day.toString()} is ${speakDate(day)}: day ${day.dayOfYear} of the year, ISO week ${day.weekOfYear} of ${day.yearOfWeek}. ${leap}. ${distanceFrom(today, day)}`;
    },
  });
}

/** `find_weekday`: which date "next Friday" is. */
export function findWeekdayTool(options: DateTimePackOptions): Tool<never> {
  return defineTool({
    name: 'find_weekday',
    description:
      'Tells the date of a weekday: the first Friday after today, or the third Monday after a given date.',
    parameters: {
      type: 'object',
      properties: {
        weekday: { enum: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] },
        after: {
          type: 'string',
          maxLength: 100,
          description: 'Counted from the day after this date; default today.',
        },
        count: {
          type: 'integer',
          minimum: -520,
          maximum: 520,
          description: '1 for the first one after it (default), -1 for the last one before it.',
        },
        time_zone: { ...zoneParameter, description: `Where "today" is. ${zoneParameter.description}` },
      },
      required: requiredNames(['weekday'], 'time_zone', options) as never[],
      additionalProperties: false,
    },
    async run(
      parameters: { weekday: Weekday; after?: string; count?: number; time_zone?: string },
      { clock, io },
    ) {
      const { weekday, after = 'now', count = 1, time_zone } = parameters;
      if (count === 0) throw new DuologueError('TOOL_FAILED', '`count` must not be 0.');
      const zone = await zoneOrHome(time_zone, options, io);
      const from = readMoment(after, zone, clock).time.toPlainDate();
      const today = readMoment('now', zone, clock).time.toPlainDate();
      const day = nthWeekday(from, weekday, count);
      return `It is ${speakDate(day)}, ${day.toString()}. ${distanceFrom(today, day)}`;
    },
  });
}

function nthWeekday(from: Temporal.PlainDate, weekday: Weekday, count: number): Temporal.PlainDate {
  const wanted = numberOfWeekday(weekday);
  const forward = (wanted - from.dayOfWeek + 7) % 7;
  const first = count > 0 ? forward || 7 : forward - 7;
  return from.add({ days: first + 7 * (count > 0 ? count - 1 : count + 1) });
}

function distanceFrom(today: Temporal.PlainDate, day: Temporal.PlainDate): string {
  const days = today.until(day, { largestUnit: 'days' });
  if (days.sign === 0) return 'That is today.';
  return days.sign > 0 ? `It is in ${speakDuration(days)}.` : `It was ${speakDuration(days)} ago.`;
}
