import { DuologueError, type Tool } from '@duologue/core';
import { Temporal } from 'temporal-polyfill';
import { defineTool } from '../define-tool.ts';
import { requiredNames, zoneOrHome, zoneParameter, type DateTimePackOptions } from './date-time-options.ts';
import { atLocalTime, momentText, readMoment, type Moment } from './local-time.ts';
import { speakDate, speakDuration, speakMoment } from './speak-time.ts';
import type { TimeZone } from './resolve-time-zone.ts';

const units = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'] as const;

type Amounts = Partial<Record<(typeof units)[number], number>>;

/** The furthest step: about 10,000 years in days, 100 years in seconds. */
const furthest = 3_200_000_000;

const amount = { type: 'integer', minimum: -furthest, maximum: furthest } as const;

/** `add_duration`: which moment is some years, days or hours after another, or before it. */
export function addDurationTool(options: DateTimePackOptions): Tool<never> {
  return defineTool({
    name: 'add_duration',
    description:
      'Tells which date and time it is some years, months, weeks, days, hours, minutes or seconds after a given one. Give negative numbers to go back.',
    parameters: {
      type: 'object',
      properties: {
        start: { type: 'string', maxLength: 100, description: `Counted from: ${momentText}.` },
        time_zone: zoneParameter,
        ...Object.fromEntries(units.map((unit) => [unit, amount])),
      },
      required: requiredNames(['start'], 'time_zone', options) as never[],
      additionalProperties: false,
    },
    async run(
      { start, time_zone, ...amounts }: Amounts & { start: string; time_zone?: string },
      { clock, io },
    ) {
      const zone = await zoneOrHome(time_zone, options, io);
      return speakSum(readMoment(start, zone, clock), zone, amounts);
    },
  });
}

function speakSum(start: Moment, zone: TimeZone, amounts: Amounts): string {
  const { years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0 } = amounts;
  const given = units.filter((unit) => amounts[unit]);
  if (given.length === 0)
    throw new DuologueError('TOOL_FAILED', `Give at least one of ${units.join(', ')} other than 0.`);
  try {
    // As people count: first along the calendar, then along the clock.
    const local = start.time.toPlainDateTime().add({ years, months, weeks, days });
    const sameDay = given.some((unit) => unit === 'years' || unit === 'months')
      ? clamped(start.time, { years, months })
      : '';
    const { time, notes } = atLocalTime(local, zone);
    const end = time.add({ hours, minutes, seconds });
    if (end.year < 1 || end.year > 9_999) throw new RangeError('out of the years 1 to 9999');
    const step = describeStep(amounts);
    const timed = start.hasTime || hours !== 0 || minutes !== 0 || seconds !== 0;
    if (!timed)
      return `${step} ${speakDate(start.time)} is ${speakDate(end)}, ${end.toPlainDate().toString()}.${sameDay}`;
    return `${step} ${speakMoment(start)}, it is ${speakMoment({ time: end, place: start.place })}.${start.notes}${notes}${sameDay}`;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DuologueError('TOOL_FAILED', 'The result lies outside the years 1 to 9999.', { cause: error });
  }
}

/** "1 month and 3 days after", or each step with its direction where they differ. */
function describeStep(amounts: Amounts): string {
  const signs = new Set(units.map((unit) => Math.sign(amounts[unit] ?? 0)).filter((sign) => sign !== 0));
  if (signs.size === 1)
    return `${capital(speakDuration(Temporal.Duration.from(amounts)))} ${signs.has(1) ? 'after' : 'before'}`;
  const steps = units
    .filter((unit) => amounts[unit])
    .map((unit) => `${(amounts[unit] ?? 0) > 0 ? '+' : ''}${amounts[unit]} ${unit}`);
  return `${steps.join(', ')} from`;
}

function clamped(start: Temporal.ZonedDateTime, step: { years: number; months: number }): string {
  const landed = start.toPlainDate().add(step);
  if (landed.day === start.day) return '';
  return ` Note: that month has only ${landed.daysInMonth} days, so its last day was taken.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
