import type { Expected } from '../match/differences.ts';
import type { Traced } from '../matchers/trace-matchers.ts';

/** The matchers for traces, as `expect` of vitest has them. */
export interface TraceAssertions<R = void> {
  /** The agent called a tool. What `parameters` does not name may be anything. */
  toHaveCalledTool(name: string, parameters?: Expected): R;
  /** The client answered a tool call. An object is compared with the result read as JSON, a string with all of it. */
  toHaveReturnedToolResult(name: string, result?: Expected, options?: { readonly isError?: boolean }): R;
  /** The agent said a text: a part of a turn, or a pattern. */
  toHaveSaid(text: Expected): R;
  /** The agent got a text from the user, spoken or written: a part of it, or a pattern. */
  toHaveHeard(text: Expected): R;
  /** The user cut in on the agent, and this is what was heard by then. */
  toHaveBeenInterrupted(expected?: { readonly heard?: Expected; readonly playedMs?: Expected }): R;
  /** The transcript of the session, entry by entry; of an entry only what is named is compared. */
  toHaveTranscript(expected: readonly Expected[]): R;
  /** The agent's side got a message from the client. Of the message only what is named is compared; audio and pongs do not count. */
  toHaveReceivedMessage(message: Expected): R;
  /** The agent's side got these messages from the client in this order; there may be others between them. */
  toHaveReceivedMessages(messages: readonly Expected[]): R;
  /** After every turn of the user the agent's first audio or text came within `ms` milliseconds of the conversation's clock. */
  toRespondWithin(ms: number): R;
  /** The session came back so often after it had lost its connection; default once. */
  toHaveReconnected(times?: number): R;
  /** So much of the agent's audio was heard in the call, in milliseconds, give or take `toleranceMs` (default 1). */
  toHavePlayed(ms: number, options?: { readonly toleranceMs?: number }): R;
  /** The connection is closed. */
  toHaveClosed(expected?: { readonly code?: number; readonly by?: 'client' | 'server' }): R;
  /** The same conversation as another trace; without one, as the snapshot that was taken before. */
  toMatchTrace(expected?: Traced): R;
}
