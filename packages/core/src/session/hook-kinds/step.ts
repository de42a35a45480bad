import { AsyncSeriesHook } from 'tapable';
import type { ErrorCode } from '../../errors.ts';
import type { StepHook } from '../taps.ts';
import { AwaitedTaps } from './awaited-taps.ts';
import type { TapBounds, TapOutcome } from './bounded-run.ts';
import type { GuardedTap, HookSurroundings } from './guarded-tap.ts';
import { thrownInWords } from './in-words.ts';

export interface StepRules {
  /** The code with which a failing tap ends the step. Without one the failure is reported, and the next tap goes on. */
  readonly rejectsWith?: ErrorCode;
}

/** The session's side of a {@link StepHook}. */
export class Step<T> extends AwaitedTaps<T, void> implements StepHook<T> {
  readonly kind = 'step';
  readonly #rules: StepRules;

  constructor(name: string, rules: StepRules, surroundings: HookSurroundings) {
    super(name, surroundings);
    this.#rules = rules;
  }

  /**
   * Resolves when every tap is through. Where the rules say so, rejects with the failure of a tap, or with the
   * signal's reason; otherwise it never rejects.
   */
  async call(value: T, bounds: TapBounds): Promise<void> {
    await this.run(value, bounds);
  }

  protected override createHook(): AsyncSeriesHook<[T, TapBounds]> {
    return new AsyncSeriesHook(['value', 'bounds']);
  }

  protected override conclude(outcome: TapOutcome, tap: GuardedTap, { timeoutMs, signal }: TapBounds): void {
    const { rejectsWith } = this.#rules;
    switch (outcome.how) {
      case 'returned':
        return;
      case 'aborted':
        if (rejectsWith !== undefined) throw signal?.reason;
        return;
      case 'failed':
        if (rejectsWith === undefined) return tap.failed(outcome.thrown);
        throw tap.error(rejectsWith, thrownInWords(outcome.thrown), outcome.thrown);
      case 'timed out': {
        const error = tap.error('TAP_TIMEOUT', `did not finish within ${timeoutMs} ms`);
        if (rejectsWith === undefined) return tap.report(error);
        throw tap.error(rejectsWith, `did not finish within ${timeoutMs} ms`, error);
      }
    }
  }
}
