import { randomLane } from '@duologue/core';
import { isTransient } from './is-transient.ts';
import { checkMs, checkWhole } from './options.ts';
import type { ToolPolicy } from './policy.ts';

export interface RetryOptions {
  /** Tries in all, 2 to 20; default 3. */
  readonly attempts?: number;
  /** The wait before the second try, in milliseconds; default 200. Each further one is twice as long. */
  readonly delayMs?: number;
  /** The longest wait, in milliseconds; default 5,000. */
  readonly maxDelayMs?: number;
  /** Whether an error is worth another try; default `isTransient`: not where the request itself was wrong. */
  readonly retryIf?: (error: unknown) => boolean;
}

/**
 * Runs a tool again when it throws, with growing waits. Meant for tools that may run twice without harm. The tool's
 * `timeoutMs` covers all tries together; each wait is shortened by up to a half, by chance that hangs on the call's id.
 */
export function retry({
  attempts = 3,
  delayMs = 200,
  maxDelayMs = 5_000,
  retryIf = isTransient,
}: RetryOptions = {}): ToolPolicy {
  checkWhole('retry', 'attempts', attempts, 2, 20);
  checkMs('retry', 'delayMs', delayMs);
  checkMs('retry', 'maxDelayMs', maxDelayMs);
  return {
    wrap: (tool) => ({
      ...tool,
      async run(parameters, context) {
        const { clock, signal, toolCallId } = context;
        const chance = randomLane(0, `retry/${toolCallId}`);
        for (let attempt = 1; ; attempt += 1) {
          try {
            return await tool.run(parameters, context);
          } catch (error) {
            if (attempt === attempts || signal.aborted || !retryIf(error)) throw error;
          }
          const waitMs = Math.min(maxDelayMs, delayMs * 2 ** (attempt - 1));
          await clock.sleep(waitMs * (1 - chance() / 2), signal);
        }
      },
    }),
  };
}
