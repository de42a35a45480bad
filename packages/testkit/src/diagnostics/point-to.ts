import { DuologueError } from '@duologue/core';
import type { StepPlace } from '../scenario/step-place.ts';

/** A place that a stack leads to, and what is there. */
export interface Landmark {
  readonly place: StepPlace | undefined;
  readonly name: string;
}

/**
 * Makes the stack of an error lead to where its cause stands, a scenario or a test, in place of where in the testkit it was noticed.
 * Without any place the stack stays as it is.
 */
export function pointTo(error: Error, landmarks: readonly Landmark[]): void {
  const frames = landmarks.flatMap(({ place, name }) =>
    place ? [`    at ${name.replaceAll(/[()]/g, '')} (${place.file}:${place.line}:${place.column})`] : [],
  );
  if (frames.length > 0) error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
}

/** The same for an error of the testkit that says what is wrong with a scenario; any other error keeps the stack that it has. */
export function pointedTo(error: unknown, landmark: Landmark): unknown {
  if (!(error instanceof DuologueError) || !['SCENARIO_INVALID', 'FILE_UNREADABLE'].includes(error.code))
    return error;
  const problems = (error.details.problems ?? []) as readonly StepPlace[];
  pointTo(error, [...problems.slice(0, 3).map((place) => ({ place, name: 'scenario' })), landmark]);
  return error;
}
