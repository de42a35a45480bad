import { AsyncSeriesBailHook } from 'tapable';
import type { QuestionHook } from '../taps.ts';
import { AwaitedTaps } from './awaited-taps.ts';
import type { TapBounds, TapOutcome } from './bounded-run.ts';
import type { GuardedTap, HookSurroundings } from './guarded-tap.ts';
import { inWords } from './in-words.ts';

export interface QuestionRules<A> {
  /** Whether what a tap gave answers the question. */
  readonly accepts: (answer: unknown) => boolean;
  /** What `accepts` asks for, in words. */
  readonly expected: string;
  /**
   * The answer that a tap counts as giving when it fails, is late, is aborted or gives what cannot be accepted.
   * Without one the next tap is asked.
   */
  readonly answerOfFailure?: A;
}

/** The session's side of a {@link QuestionHook}. */
export class Question<Q, A> extends AwaitedTaps<Q, A> implements QuestionHook<Q, A> {
  readonly kind = 'question';
  readonly #rules: QuestionRules<A>;

  constructor(name: string, rules: QuestionRules<A>, surroundings: HookSurroundings) {
    super(name, surroundings);
    this.#rules = rules;
  }

  /** The first answer, or undefined where no tap has one. Never rejects. */
  call(question: Q, bounds: TapBounds): Promise<A | undefined> {
    return this.run(question, bounds);
  }

  protected override createHook(): AsyncSeriesBailHook<[Q, TapBounds], A | undefined> {
    return new AsyncSeriesBailHook(['question', 'bounds']);
  }

  protected override conclude(outcome: TapOutcome, tap: GuardedTap, { timeoutMs }: TapBounds): A | undefined {
    const { expected, answerOfFailure } = this.#rules;
    switch (outcome.how) {
      case 'returned': {
        const { value } = outcome;
        // Where a failure has no answer of its own, null is nothing as well.
        if (value === undefined || (value === null && answerOfFailure === undefined)) return undefined;
        if (this.#accepts(value)) return value;
        tap.report(tap.error('TAP_FAILED', `answered with ${inWords(value)} instead of ${expected}`));
        break;
      }
      case 'failed':
        tap.failed(outcome.thrown);
        break;
      case 'timed out':
        tap.report(tap.error('TAP_TIMEOUT', `did not answer within ${timeoutMs} ms`));
        break;
      case 'aborted':
        break;
    }
    return answerOfFailure;
  }

  #accepts(value: unknown): value is A {
    try {
      return this.#rules.accepts(value);
    } catch {
      // A value that cannot even be looked at.
      return false;
    }
  }
}
