import type { UserAction } from '../engine/effects.ts';

/** Who plays the user of a scenario: with a session of ours the harness itself, with any other client its driver. */
export interface Player {
  /** Does a step of the user when its moment has come. */
  act(action: UserAction): void;
  /** How much of a turn the client has played, in milliseconds; undefined where nobody can know. */
  playedMs?(eventId: number): number | undefined;
  /** The first step of the user that was asked for and has not begun; undefined where there is none, or nobody can know. */
  readonly undone?: UserAction | undefined;
}

/** The first of these that the end of the call leaves undone. Who only waits misses nothing. */
export function firstUndone(waiting: readonly UserAction[]): UserAction | undefined {
  return waiting.find(({ step }) => step.user !== 'wait');
}
