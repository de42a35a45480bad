import type { ToolPolicy } from './policy.ts';

/**
 * Keeps the values of parameters out of the transcript, of `toolFinished`, of problems and of traces, also where a result repeats
 * them. Paths such as `card.number`, with `*` for every item or entry. The tool itself, and taps that approve or
 * answer its calls, get everything.
 */
export function redactParameters(...paths: readonly string[]): ToolPolicy {
  return {
    wrap: (tool) => ({ ...tool, sensitiveParameters: [...(tool.sensitiveParameters ?? []), ...paths] }),
  };
}
