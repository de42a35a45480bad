import type { Effect, EngineEvent, Moment } from './effects.ts';
import type { FailureFacts } from './failure.ts';

export interface EngineOptions {
  readonly seed: number;
  /** How long a step waits for the client before the script counts as stuck, in milliseconds. */
  readonly patienceMs: number;
  /** Whether a message that does not fit the contract fails the script (true) or is only noted. */
  readonly strict: boolean;
  /** How long the call may go on once the script is over and everything is heard, in milliseconds; default without limit. */
  readonly hangUpWithinMs?: number | undefined;
}

/** `closing`: the server has closed. `over`: the connection is gone and all was well. */
export type EngineState = 'running' | 'complete' | 'closing' | 'over' | 'failed';

/** Plays the server's part of a conversation: a pure function of events, whatever its script is. */
export interface ScriptEngine {
  readonly state: EngineState;
  readonly conversationId: string;
  /** Every step is done and everything is sent. */
  readonly isDone: boolean;
  /** The turn that was said last; undefined before the first. */
  readonly sayingTurn: number | undefined;
  /** Whether how much the client has played decides what happens next. */
  readonly watchesPlayback: boolean;
  /** When the engine wants a `tick`, if nothing else happens before. */
  readonly wakeAtMs: number | undefined;
  /** What it means that the test is over now. */
  unfinished(): FailureFacts;
  /** Takes an event; the result is what has to happen, in order. */
  handle(event: EngineEvent, moment: Moment): readonly Effect[];
}
