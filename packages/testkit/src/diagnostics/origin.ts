import type { StepPlace } from '../scenario/step-place.ts';

/** Where a conversation comes from, for the message of a failure. */
export interface Origin {
  /** The line of the test that plays the scenario. */
  readonly place?: StepPlace | undefined;
  /** How the client reaches the server: `memory`, `sockets`. */
  readonly door?: string;
  /** The command that plays it again. */
  readonly again?: string | undefined;
  /** The folder that its trace is written into. */
  readonly traceFolder?: string | undefined;
}
