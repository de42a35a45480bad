import type { Expected } from '../match/differences.ts';
import type { StepBase } from './step-place.ts';

/** A step that waits for something the client does. */
export type ExpectStep =
  | ExpectMessage
  | ExpectToolResult
  | ExpectApproval
  | ExpectAudio
  | ExpectPong
  | ExpectClosed
  | ExpectNothing
  | ExpectAnyOrder;

interface ExpectBase extends StepBase {
  /** How long the step may wait, in milliseconds on the clock of the conversation; default the patience of the server. */
  readonly withinMs?: number;
}

/** How the words of the scenario map to types on the wire. */
export const messageTypes = {
  init: 'conversation_initiation_client_data',
  userMessage: 'user_message',
  contextualUpdate: 'contextual_update',
  userActivity: 'user_activity',
  feedback: 'feedback',
  multimodal: 'multimodal_message',
} as const;

/** A control message of the client. */
export interface ExpectMessage extends ExpectBase {
  /** `any` is any control message: all but audio and pongs. */
  readonly expect: keyof typeof messageTypes | 'any';
  /** The message as on the wire; what it does not name may be anything. */
  readonly match?: Expected;
  /** Nothing beyond `match` may stand in the message. */
  readonly exact?: boolean;
  /** The step is passed over where the next message is another one. */
  readonly optional?: boolean;
  /** How often the message may come; default exactly once. */
  readonly repeat?: { readonly min?: number; readonly max?: number };
}

/** The result of a tool call. */
export interface ExpectToolResult extends ExpectBase {
  readonly expect: 'toolResult';
  /** The name that the call was given with `as`, or the name of the tool where it was called once. */
  readonly of: string;
  /** A string is compared with the whole result, an object with the result read as JSON. */
  readonly result?: Expected;
  readonly isError?: boolean;
  readonly exact?: boolean;
}

/** Whether an MCP tool may run. */
export interface ExpectApproval extends ExpectBase {
  readonly expect: 'approval';
  /** The name that the MCP call was given with `as`, or the name of the tool. */
  readonly of: string;
  readonly isApproved?: boolean;
}

/** Audio of the user, counted in the stream itself, never by a clock. */
export interface ExpectAudio extends ExpectBase {
  readonly expect: 'audio';
  /** Any audio, this long in all. */
  readonly ms?: number;
  /** Audio with the energy of speech, this long in all. */
  readonly voiceMs?: number;
  /** Then silence, this long without a break: the end of a turn. */
  readonly silenceMs?: number;
}

/** The answer to the last ping. */
export interface ExpectPong extends ExpectBase {
  readonly expect: 'pong';
}

/** The client closes the connection. */
export interface ExpectClosed extends ExpectBase {
  readonly expect: 'closed';
  readonly code?: number;
  readonly reason?: Expected;
}

/** No control message for a stretch of time. */
export interface ExpectNothing extends ExpectBase {
  readonly expect: 'nothing';
  readonly forMs: number;
  /** Only messages of this type count. */
  readonly type?: keyof typeof messageTypes | 'toolResult' | 'approval';
}

/** Messages that may come in any order. A message that fits several steps is for the one that leaves the others theirs. */
export interface ExpectAnyOrder extends ExpectBase {
  readonly expect: 'anyOrder';
  readonly steps: readonly (ExpectMessage | ExpectToolResult | ExpectApproval)[];
}
