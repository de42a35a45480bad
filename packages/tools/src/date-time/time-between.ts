import type { Tool } from '@duologue/core';
import { Temporal } from 'temporal-polyfill';
import { defineTool } from '../define-tool.ts';
import { requiredNames, zoneOrHome, zoneParameter, type DateTimePackOptions } from './date-time-options.ts';
import { momentText, readMoment, type Moment } from './local-time.ts';
import { speakDate, speakDuration, speakMoment } from './speak-time.ts';

interface Parameters {
  readonly start: string;
  readonly end: string;
  readonly time_zone?: string;
  readonly end_time_zone?: string;
}

/** `time_between`: how long it is from one moment to another. */
export function timeBetweenTool(options: DateTimePackOptions): Tool<never> {
  return defineTool({
    name: 'time_between',
    description: 'Tells how long it is from one date or time to another, which may be in different places.',
    parameters: {
      type: 'object',
      properties: {
        start: { type: 'string', maxLength: 100, description: `From when: ${momentText}.` },
        end: { type: 'string', maxLength: 100, description: `Until when: ${momentText}.` },
        time_zone: { ...zoneParameter, description: `Where "start" is local. ${zoneParameter.description}` },
        end_time_zone: { ...zoneParameter, description: 'Where "end" is local, if that is another zone.' },
      },
      required: requiredNames(['start', 'end'], 'time_zone', options) as never[],
      additionalProperties: false,
    },
    async run({ start, end, time_zone, end_time_zone }: Parameters, { clock, io }) {
      const zone = await zoneOrHome(time_zone, options, io);
      const endZone = end_time_zone === undefined ? zone : await zoneOrHome(end_time_zone, options, io);
      const [first, second] = [readMoment(start, zone, clock), readMoment(end, endZone, clock)];
      return first.hasTime || second.hasTime ? speakSpan(first, second) : speakDays(first, second);
    },
  });
}

function speakDays(first: Moment, second: Moment): string {
  const [from, to] = [first.time.toPlainDate(), second.time.toPlainDate()];
  const days = from.until(to, { largestUnit: 'days' });
  const calendar = from.until(to, { largestUnit: 'years' });
  const total = speakDuration(days);
  const detail = speakDuration(calendar);
  const weeks = speakDuration(from.until(to, { largestUnit: 'weeks' }));
  const others = [...new Set([detail, weeks])].filter((text) => text !== total);
  return `From ${speakDate(from)} to ${speakDate(to)} it is ${backwards(days)}${[total, ...others].join(', that is ')}.`;
}

function speakSpan(first: Moment, second: Moment): string {
  const end = second.time.withTimeZone(first.time.timeZoneId);
  const calendar = first.time.until(end, { largestUnit: 'years' });
  const exact = first.time.until(end, { largestUnit: 'hours' });
  const [shown, total] = [speakDuration(calendar), speakDuration(exact)];
  const detail = shown === total ? '' : `, that is ${total}`;
  return `From ${speakMoment(first)}, to ${speakMoment(second)}, it is ${backwards(exact)}${shown}${detail}.${first.notes}${second.notes}`;
}

function backwards(duration: Temporal.Duration): string {
  return duration.sign < 0 ? 'backwards, because the end is before the start: ' : '';
}
