import { DuologueError } from '@duologue/core';
import { checkMs, checkWhole, speakWait } from './options.ts';
import type { ToolPolicy } from './policy.ts';

export interface RateLimitOptions {
  /** Calls that may begin in each stretch of `perMs`. */
  readonly calls: number;
  /** Length of the stretch in milliseconds. It slides: any stretch of that length counts. */
  readonly perMs: number;
  /** What becomes of one call more: `refuse` it (default) and say when to try again, or let it `wait`. */
  readonly whenExceeded?: 'refuse' | 'wait';
}

/** Lets a tool run only so often. Each tool that it wraps is counted for itself. */
export function rateLimit({ calls, perMs, whenExceeded = 'refuse' }: RateLimitOptions): ToolPolicy {
  checkWhole('rateLimit', 'calls', calls, 1, 100_000);
  checkMs('rateLimit', 'perMs', perMs);
  return {
    wrap(tool) {
      /** When the last calls began, and when those that wait will; never more than `calls`. */
      const beginsMs: number[] = [];
      return {
        ...tool,
        async run(parameters, context) {
          const { clock, signal } = context;
          const nowMs = clock.now();
          const oldest = beginsMs.length < calls ? undefined : beginsMs[0];
          const waitMs = oldest === undefined ? 0 : oldest + perMs - nowMs;
          if (waitMs > 0 && whenExceeded === 'refuse') {
            throw new DuologueError(
              'TOOL_FAILED',
              `${tool.name} was called too often. Try again in ${speakWait(waitMs)}.`,
            );
          }
          if (oldest !== undefined) beginsMs.shift();
          beginsMs.push(nowMs + Math.max(0, waitMs));
          if (waitMs > 0) await clock.sleep(waitMs, signal);
          return tool.run(parameters, context);
        },
      };
    },
  };
}
