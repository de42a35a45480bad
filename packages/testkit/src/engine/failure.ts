import type { Difference } from '../match/differences.ts';

/** What can go wrong when a client plays a scenario. The codes are stable. */
export const failureCatalogue = {
  unexpected_message: 'The client sent a message that no step waits for.',
  field_mismatch: 'The client sent the right kind of message with other fields.',
  out_of_order: 'The client sent a message that a later step waits for.',
  extra_message: 'The client sent a message after the script was over.',
  missing_message: 'The conversation ended without a message that had to come.',
  late: 'The client took longer than the step allows.',
  barrier_starved: 'Nothing came that the step waits for.',
  absent_violated: 'The client sent a message where none was allowed.',
  unconsumed_steps: 'The test was over before the script was.',
  protocol_invalid: 'The client sent something that does not fit the contract.',
  tool_result_unknown_id: 'The client answered a tool call that was never made, or answered it twice.',
  closed_early: 'The client closed the connection before the script was over.',
  close_code_mismatch: 'The client closed the connection with another code or reason.',
  not_closed: 'Nobody ended the call: the script or the test was over, and the connection was still open.',
  never_connected: 'The test was over, and no client had connected to the scripted server.',
  timers_left: 'The conversation was over, and timers were still set.',
  handles_left: 'The conversation was over, and somebody still held the clock.',
  unhandled_rejection: 'A promise was rejected during the conversation, and nobody handled it.',
  harness_error: 'The harness itself failed, or the scenario asks for what cannot be.',
} as const;

export type FailureCode = keyof typeof failureCatalogue;

/** What the engine knows about a failure. Time lines, seeds and commands are added where it is told. */
export interface FailureFacts {
  readonly code: FailureCode;
  /** One line: what happened, with the values at hand. */
  readonly cause: string;
  /** The step that was waiting, as an index into the steps of the scenario; undefined where the script was over. */
  readonly stepIndex?: number;
  /** Where the message is not what the step wants. */
  readonly differences?: readonly Difference[];
  /** What it might have been, or what is worth looking at. */
  readonly hints?: readonly string[];
  /** Messages that arrived and no step has taken. */
  readonly unmatched?: readonly Readonly<Record<string, unknown>>[];
  /** Steps that were not reached, as indexes. */
  readonly notReached: readonly number[];
}
