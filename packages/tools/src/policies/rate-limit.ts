import { DuologueError, type ToolContext } from '@duologue/core';
import { checkMs, checkWhole, speakWait } from './options.ts';
import { timeoutOf, type ToolPolicy } from './policy.ts';

export interface RateLimitOptions {
  /** Calls that may begin in each stretch of `perMs`. */
  readonly calls: number;
  /** Length of the stretch in milliseconds. It slides: any stretch of that length counts. */
  readonly perMs: number;
  /**
   * What becomes of one call more: `refuse` it (default) and say when to try again, or let it `wait`. A call whose turn
   * would come only after the tool's `timeoutMs` is refused in either case.
   */
  readonly whenExceeded?: 'refuse' | 'wait';
}

/** Lets a tool run only so often. Each tool that it wraps is counted for itself. */
export function rateLimit({ calls, perMs, whenExceeded = 'refuse' }: RateLimitOptions): ToolPolicy {
  checkWhole('rateLimit', 'calls', calls, 1, 100_000);
  checkMs('rateLimit', 'perMs', perMs);
  if (!['refuse', 'wait'].includes(whenExceeded)) {
    throw new DuologueError(
      'INVALID_OPTIONS',
      `rateLimit: whenExceeded is ${String(whenExceeded)}; it must be refuse or wait.`,
    );
  }
  return {
    wrap(tool) {
      const turns = new Turns(calls, perMs);
      const longestMs = whenExceeded === 'wait' ? timeoutOf(tool) : 0;
      return {
        ...tool,
        async run(parameters, context) {
          const waitMs = turns.nextWaitMs(context.clock.now());
          if (waitMs > 0 && waitMs >= longestMs) {
            throw new DuologueError(
              'TOOL_FAILED',
              `${tool.name} was called too often. Try again in ${speakWait(waitMs)}.`,
            );
          }
          await turns.take(context);
          return tool.run(parameters, context);
        },
      };
    },
  };
}

/** Who may begin when. Calls wait one behind the other, and a call that is aborted leaves its place to the next one. */
class Turns {
  readonly #calls: number;
  readonly #perMs: number;
  /** When the last calls began; never more than `calls`. */
  readonly #beginsMs: number[] = [];
  readonly #waiting = new Set<object>();
  #last: Promise<void> = Promise.resolve();

  constructor(calls: number, perMs: number) {
    this.#calls = calls;
    this.#perMs = perMs;
  }

  /** How long one call more would wait, behind all that wait now. */
  nextWaitMs(nowMs: number): number {
    const begins = [...this.#beginsMs];
    for (let ahead = this.#waiting.size; ahead > 0; ahead -= 1)
      begins.push(nowMs + this.#waitMs(begins, nowMs));
    return this.#waitMs(begins, nowMs);
  }

  async take(context: ToolContext): Promise<void> {
    const { signal } = context;
    const leave = () => void this.#waiting.delete(context);
    const before = this.#last;
    this.#waiting.add(context);
    signal.addEventListener('abort', leave, { once: true });
    const turn = before.then(() => this.#begin(context)).finally(leave);
    this.#last = turn.catch(() => {});
    await turn;
    signal.removeEventListener('abort', leave);
  }

  async #begin({ clock, signal }: ToolContext): Promise<void> {
    signal.throwIfAborted();
    const waitMs = this.#waitMs(this.#beginsMs, clock.now());
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    if (this.#beginsMs.length === this.#calls) this.#beginsMs.shift();
    this.#beginsMs.push(clock.now());
  }

  #waitMs(beginsMs: readonly number[], nowMs: number): number {
    const oldest = beginsMs.at(-this.#calls);
    return beginsMs.length < this.#calls || oldest === undefined
      ? 0
      : Math.max(0, oldest + this.#perMs - nowMs);
  }
}
