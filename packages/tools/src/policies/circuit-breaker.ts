import { DuologueError } from '@duologue/core';
import { isTransient } from './is-transient.ts';
import { checkMs, checkWhole, speakWait } from './options.ts';
import { timeoutOf, type ToolPolicy } from './policy.ts';

export interface CircuitBreakerOptions {
  /** Failures in a row after which the tool is left alone; default 5. */
  readonly failures?: number;
  /** How long it is left alone, in milliseconds; default 30,000. Then one call tries whether it works again. */
  readonly resetMs?: number;
  /** What counts as a failure; default `isTransient`: what says that the request itself was wrong does not count. Timeouts always count. */
  readonly isFailure?: (error: unknown) => boolean;
}

/**
 * Stops calling a tool that keeps failing or timing out, so that the user is told at once in place of waiting.
 * Calls that an interruption or the end aborted count neither way.
 */
export function circuitBreaker({
  failures = 5,
  resetMs = 30_000,
  isFailure = isTransient,
}: CircuitBreakerOptions = {}): ToolPolicy {
  checkWhole('circuitBreaker', 'failures', failures, 1);
  checkMs('circuitBreaker', 'resetMs', resetMs);
  return {
    wrap(tool) {
      let failed = 0;
      let openUntilMs = 0;
      let probing = false;
      const note = (isGood: boolean, nowMs: number) => {
        failed = isGood ? 0 : failed + 1;
        if (failed >= failures) openUntilMs = nowMs + resetMs;
      };
      return {
        ...tool,
        async run(parameters, context) {
          const { clock, signal } = context;
          const startedAtMs = clock.now();
          const isOpen = failed >= failures;
          if (isOpen && (probing || startedAtMs < openUntilMs)) {
            const wait = speakWait(openUntilMs - startedAtMs);
            throw new DuologueError(
              'TOOL_FAILED',
              `${tool.name} is out of order at the moment. Try again in ${wait}.`,
            );
          }
          probing = isOpen;
          const onAbort = () => {
            probing = false;
            if (clock.now() - startedAtMs >= timeoutOf(tool)) note(false, clock.now());
          };
          signal.addEventListener('abort', onAbort, { once: true });
          try {
            const value: unknown = await tool.run(parameters, context);
            if (!signal.aborted) note(true, clock.now());
            return value;
          } catch (error) {
            if (!signal.aborted) note(!isFailure(error), clock.now());
            throw error;
          } finally {
            signal.removeEventListener('abort', onAbort);
            if (!signal.aborted) probing = false;
          }
        },
      };
    },
  };
}
