import type { Tool } from '@duologue/core';
import { Temporal } from 'temporal-polyfill';
import { defineTool } from '../define-tool.ts';
import { zoneParameter } from './date-time-options.ts';
import { momentText, readMoment } from './local-time.ts';
import { resolveTimeZone } from './resolve-time-zone.ts';
import { speakDuration, speakMoment } from './speak-time.ts';

/** `convert_time`: what the clocks of one place show when those of another show a given time. */
export const convertTimeTool: Tool<never> = defineTool({
  name: 'convert_time',
  description:
    'Tells what time it is in one place when it is a given time in another. Knows daylight saving time of every year.',
  parameters: {
    type: 'object',
    properties: {
      date_time: {
        type: 'string',
        maxLength: 100,
        description: `The time to convert: ${momentText}. Local to "from".`,
      },
      from: zoneParameter,
      to: zoneParameter,
    },
    required: ['date_time', 'from', 'to'],
    additionalProperties: false,
  },
  async run({ date_time, from, to }, { clock, io }) {
    const [fromZone, toZone] = [await resolveTimeZone(from, io), await resolveTimeZone(to, io)];
    const given = readMoment(date_time, fromZone, clock);
    const converted = { time: given.time.withTimeZone(toZone.id), place: toZone.place };
    const aheadNs = converted.time.offsetNanoseconds - given.time.offsetNanoseconds;
    const difference = speakDuration(
      Temporal.Duration.from({ seconds: Math.abs(aheadNs) / 1e9 }).round({ largestUnit: 'hours' }),
    );
    const relation =
      aheadNs === 0
        ? 'Both show the same time'
        : `${toZone.place} is ${difference} ${aheadNs > 0 ? 'ahead' : 'behind'}`;
    return `${speakMoment(given)}, is ${speakMoment(converted)}. ${relation}.${given.notes}`;
  },
});
