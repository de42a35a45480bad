import type { Difference } from '../match/differences.ts';

/** What can go wrong when a client plays a scenario. The codes are stable. */
export const failureCatalogue = {
  unexpected_message: 'The client sent a message that no step waits for.',
  field_mismatch: 'The client sent the right kind of message with other fields.',
  out_of_order: 'The client sent a message that a later step waits for.',
  extra_message: 'The client sent a message after the script was over.',
  missing_message: 'The conversation ended without a message that had to come.',
  audio_mismatch: 'The client sent other audio than was spoken into its microphone.',
  late: 'The client took longer than the step allows.',
  barrier_starved: 'Nothing came that the step waits for.',
  absent_violated: 'The client sent a message where none was allowed.',
  unconsumed_steps: 'The test, or the call, was over before the script was.',
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

/** What to do about each of them. */
export const failureRemedies: Readonly<Record<keyof typeof failureCatalogue, string>> = {
  unexpected_message:
    'If the client is right, add an `expect` for the message, or name its type under `ignore`. If not, find out why it was sent.',
  field_mismatch:
    'Compare the two values under "expected and actual": one of them is wrong. What may be anything, leave out of the step.',
  out_of_order:
    'Swap the steps, or put them into `any_order` where both orders are right. Where only one is, the client is too early.',
  extra_message:
    'Add an `expect` at the end, or close the connection there. Otherwise the client does not know that it is over.',
  missing_message:
    'The message names what was missed. A ping is answered by itself: a client that does not answer it blocks its event loop, or has no answer.',
  audio_mismatch:
    'A plugin or the transport changed what the microphone sent: compare the lengths in the message. Dropped frames are missing from the end.',
  late: 'The message comes too late, or never: see what came instead under "last events". `within` says how long the step waits.',
  barrier_starved:
    'See the hint, and what came instead under "last events". `patience` says how long a step waits.',
  absent_violated:
    'Find out why the client sent the message, or allow it: `nothing` with a `type` looks at one type only.',
  unconsumed_steps:
    'Wait in the test until the conversation is over: `await session.run()`. Let the script wait for what the user does, before it closes.',
  protocol_invalid:
    'The client is wrong: the service would refuse the message, too. For a client that you cannot change, `strict: false`.',
  tool_result_unknown_id: 'Answer each call once, with the id of the call and not with the name of its tool.',
  closed_early:
    'Find out who ended the call: the reason stands in the message. If it may end there, end the scenario with it.',
  close_code_mismatch: 'Compare the codes: 1000 is a normal end, 1006 a connection that broke.',
  not_closed:
    'End the call in the scenario (`server: close`, `user: hang_up`) or in the app, and wait for that in the test.',
  never_connected: 'Spread the options that `createSession` gets into the session, and start the session.',
  timers_left: 'Cancel the timer when the session ends: `hooks.ended`, or `host.onDispose` in a plugin.',
  handles_left: 'Let go of the clock: call what `clock.hold()` returned, also where the work fails.',
  unhandled_rejection: 'Await the promise, or catch what it is rejected with.',
  harness_error:
    'The message says what cannot be: mostly the scenario asks for it. Otherwise it is a bug of the testkit: please report it.',
};

export type FailureCode = keyof typeof failureCatalogue;

/** What the engine knows about a failure. Time lines, seeds and commands are added where it is told. */
export interface FailureFacts {
  readonly code: FailureCode;
  /** One line: what happened, with the values at hand. */
  readonly cause: string;
  /** The step that was waiting, as an index into the steps of the scenario; undefined where the script was over. */
  readonly stepIndex?: number;
  /** Of a cassette: the frame that was due, and the line on which it stands. */
  readonly at?: { readonly what: string; readonly line: number };
  /** Where the message is not what the step wants. */
  readonly differences?: readonly Difference[];
  /** What it might have been, or what is worth looking at. */
  readonly hints?: readonly string[];
  /** Messages that arrived and no step has taken. */
  readonly unmatched?: readonly Readonly<Record<string, unknown>>[];
  /** Steps that were not reached, as indexes. */
  readonly notReached: readonly number[];
}
