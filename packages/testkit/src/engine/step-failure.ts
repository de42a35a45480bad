import { DuologueError } from '@duologue/core';
import type { FailureFacts } from './failure.ts';

/** A failure on its way out of a step. */
export class StepFailure extends Error {
  readonly facts: Omit<FailureFacts, 'notReached'>;

  constructor(facts: Omit<FailureFacts, 'notReached'>) {
    super(facts.cause);
    this.facts = facts;
  }
}

/** What is known of anything that was thrown while a step was played. */
export function factsOf(error: unknown): StepFailure['facts'] {
  if (error instanceof StepFailure) return error.facts;
  if (error instanceof DuologueError) return { code: 'harness_error', cause: error.message };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'harness_error', cause: `A step could not be played: ${text}` };
}
