import type { ErrorCode } from '../../errors.ts';
import type { Problem } from '../facts.ts';
import { Fact } from './fact.ts';
import type { HookSurroundings } from './guarded-tap.ts';

/** Says something to whoever runs the program. */
export type Warn = (message: string, code: ErrorCode) => void;

/**
 * Where every problem of a session goes: to the taps of `problemOccurred`, or, where nobody taps it or the trouble
 * is in such a tap, out as a warning, one for each code.
 */
export class ProblemChannel {
  readonly hook: Fact<Problem>;
  readonly #warn: Warn;
  readonly #warned = new Set<ErrorCode>();
  readonly #observers: ((problem: Problem) => void)[] = [];
  #telling = false;

  constructor({ clock, timings }: Omit<HookSurroundings, 'report'>, warn: Warn = emitProcessWarning) {
    this.#warn = warn;
    this.hook = new Fact('problemOccurred', { clock, timings, report: (problem) => this.#warnOnce(problem) });
  }

  /** Passes every problem on to `observer`, which does not count as somebody who deals with problems. It must not throw. */
  observe(observer: (problem: Problem) => void): void {
    this.#observers.push(observer);
  }

  /** Never throws, and never calls a tap of `problemOccurred` from within another. */
  readonly report = (problem: Problem): void => {
    this.#tell(problem);
    for (const observer of this.#observers) observer(problem);
  };

  #tell(problem: Problem): void {
    if (!this.hook.isUsed || this.#telling) return this.#warnOnce(problem);
    this.#telling = true;
    this.hook.call(problem);
    this.#telling = false;
  }

  #warnOnce({ error: { code, message } }: Problem): void {
    if (this.#warned.has(code)) return;
    this.#warned.add(code);
    this.#warn(
      `${message} (${code}; told once a session. Tap problemOccurred to hear of every problem.)`,
      code,
    );
  }
}

function emitProcessWarning(message: string, code: ErrorCode): void {
  // Not every runtime has it.
  (globalThis.process as Partial<NodeJS.Process> | undefined)?.emitWarning?.(message, {
    type: 'DuologueWarning',
    code,
  });
}
