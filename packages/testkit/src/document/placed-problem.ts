import { DuologueError } from '@duologue/core';
import type { StepPlace } from '../scenario/step-place.ts';

/** Something that cannot be, and where it stands. */
export interface PlacedProblem extends StepPlace {
  readonly message: string;
}

/** How many problems one message lists. */
const listed = 20;

/** An error that lists problems, a line each; all of them are in `details.problems`. */
export function scenarioInvalid(problems: readonly PlacedProblem[]): DuologueError {
  // each scenario of a matrix finds the same ones
  const distinct = new Map(problems.toSorted(byPlace).map((problem) => [lineOf(problem), problem]));
  const lines = [...distinct.keys()];
  const more = lines.length > listed ? [`and ${lines.length - listed} more`] : [];
  return new DuologueError('SCENARIO_INVALID', [...lines.slice(0, listed), ...more].join('\n'), {
    details: { problems: [...distinct.values()] },
  });
}

/** Files in the order in which they were read, and each from its top. */
function byPlace(one: PlacedProblem, other: PlacedProblem): number {
  if (one.file !== other.file) return 0;
  return one.line - other.line || one.column - other.column;
}

function lineOf({ file, line, column, message }: PlacedProblem): string {
  return `${file}:${line}:${column}: ${message}${/[.?!]$/.test(message) ? '' : '.'}`;
}
