import { toolPack, type ToolPack } from '../tool-pack.ts';
import { addDurationTool } from './add-duration.ts';
import { describeDateTool, findWeekdayTool } from './calendar-day.ts';
import { convertTimeTool } from './convert-time.ts';
import { currentTimeTool } from './current-time.ts';
import type { DateTimePackOptions } from './date-time-options.ts';
import { timeBetweenTool } from './time-between.ts';

/**
 * Tools for dates, times and time zones: `get_current_time`, `convert_time`, `time_between`, `add_duration`,
 * `describe_date` and `find_weekday`. Answers are sentences that can be spoken, each with the exact ISO 8601 form.
 * "Now" is the session's clock.
 */
export function dateTimePack(options: DateTimePackOptions = {}): ToolPack {
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
  });
}
