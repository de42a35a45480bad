import { DuologueError } from '@duologue/core';
import type { CassetteEnd } from '../format/cassette-writer.ts';
import type { FrameDirection, LiveFrame } from '../format/cassette-frame.ts';
import { laneOf } from '../format/frame-lane.ts';

/** A conversation that another program has recorded. */
export interface ImportedCall {
  /** Which program. */
  readonly source: string;
  readonly frames: readonly LiveFrame[];
  readonly end: Pick<CassetteEnd, 'code' | 'reason' | 'dir'>;
  /** ISO 8601, where the recording says it. */
  readonly recordedAt?: string;
  readonly host?: string;
  /** Types of events that this protocol has no message for, and how many there were. */
  readonly leftOut?: Readonly<Record<string, number>>;
}

/** What a program has recorded, as its file has it. */
export type Fields = Readonly<Record<string, unknown>>;

/** A message as a frame. */
export function frameOf(dir: FrameDirection, data: Fields, t = 0): LiveFrame {
  return { lane: laneOf(dir, data), dir, t, data };
}

/** A file that is no recording of a kind that can be read. */
export function notImportable(what: string): DuologueError {
  return new DuologueError('CASSETTE_INVALID', `The recording cannot be imported: ${what}.`);
}
