import type { FailureFacts } from './failure.ts';

/** A failure on its way out of a step. */
export class StepFailure extends Error {
  readonly facts: Omit<FailureFacts, 'stepIndex' | 'notReached'>;

  constructor(facts: Omit<FailureFacts, 'stepIndex' | 'notReached'>) {
    super(facts.cause);
    this.facts = facts;
  }
}
