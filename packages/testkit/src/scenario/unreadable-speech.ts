import { DuologueError } from '@duologue/core';
import { describeStep, type Scenario, type Step } from './scenario.ts';

/** A step whose speech cannot be read, and why. */
export interface UnreadableSpeech {
  readonly step: Step;
  readonly error: unknown;
}

/** One error for all speech that cannot be read, with the places of the steps. It has the code of the first. */
export function unreadableSpeech({ name }: Scenario, failures: readonly UnreadableSpeech[]): DuologueError {
  const lines = failures.map(({ step, error }) => {
    const { place } = step;
    const where = place
      ? `${place.file}:${place.line}:${place.column}`
      : `Scenario "${name}", ${describeStep(step)}`;
    return `${where}: ${messageOf(error)}`;
  });
  const cause = failures[0]?.error;
  return new DuologueError(
    cause instanceof DuologueError ? cause.code : 'FILE_UNREADABLE',
    lines.join('\n'),
    {
      cause,
      details: {
        problems: failures.map(({ step, error }) => ({ ...step.place, message: messageOf(error) })),
      },
    },
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
