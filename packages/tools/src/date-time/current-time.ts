import type { Tool } from '@duologue/core';
import { defineTool } from '../define-tool.ts';
import { requiredNames, zoneOrHome, zoneParameter, type DateTimePackOptions } from './date-time-options.ts';
import { readMoment } from './local-time.ts';
import { speakMoment } from './speak-time.ts';

/** `get_current_time`: what the clocks of a place show now. */
export function currentTimeTool(options: DateTimePackOptions): Tool<never> {
  return defineTool({
    name: 'get_current_time',
    description:
      'Tells the current date and time of a place. Use it whenever "now", "today" or "tomorrow" matters.',
    parameters: {
      type: 'object',
      properties: { time_zone: zoneParameter },
      required: requiredNames([], 'time_zone', options) as never[],
      additionalProperties: false,
    },
    async run({ time_zone }: { time_zone?: string }, { clock, io }) {
      const zone = await zoneOrHome(time_zone, options, io);
      return `It is ${speakMoment(readMoment('now', zone, clock))}.`;
    },
  });
}
