import { toolPack, type ToolPack } from '../tool-pack.ts';
import { addDurationTool } from './add-duration.ts';
import { describeDateTool, findWeekdayTool } from './calendar-day.ts';
import { convertTimeTool } from './convert-time.ts';
import { currentTimeTool } from './current-time.ts';
import type { DateTimePackOptions } from './date-time-options.ts';
import { checkHomeTimeZone, lookUpHomeTimeZone } from './home-time-zone.ts';
import { timeBetweenTool } from './time-between.ts';

/**
 * Tools for dates, times and time zones: `get_current_time`, `convert_time`, `time_between`, `add_duration`,
 * `describe_date` and `find_weekday`. Answers are sentences that can be spoken, each with the exact ISO 8601 form.
 * "Now" is the session's clock.
 * @throws DuologueError INVALID_OPTIONS; where nobody knows the zone, as the cause for which the session does not start
 */
export function dateTimePack(options: DateTimePackOptions = {}): ToolPack {
  const { homeTimeZone } = options;
  if (homeTimeZone !== undefined) checkHomeTimeZone('dateTimePack', homeTimeZone);
  return toolPack({
    name: 'date-time',
    tools: [
      currentTimeTool(options),
      convertTimeTool,
      timeBetweenTool(options),
      addDurationTool(options),
      describeDateTool(options),
      findWeekdayTool(options),
    ],
    apply(host) {
      if (homeTimeZone !== undefined) lookUpHomeTimeZone(host, 'date-time', 'dateTimePack', homeTimeZone);
    },
  });
}
