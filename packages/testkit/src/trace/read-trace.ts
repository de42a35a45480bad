import { isPlainObject } from '../match/show.ts';
import type { WireMessage } from '../messages/wire-message.ts';
import type { TraceEntry } from './trace-entry.ts';

/** A tool call in a trace, with its answer where there was one. */
export interface TracedCall {
  readonly name: string;
  readonly id: unknown;
  readonly parameters: unknown;
  readonly result?: unknown;
  readonly isError?: boolean;
}

/** A turn of the agent that was cut, as our own session saw it. */
export interface TracedInterruption {
  readonly heardText?: string;
  readonly playedMs?: number;
  readonly by?: string;
}

export interface TracedClose {
  readonly code: number;
  readonly by: 'client' | 'server';
}

/** A turn of the user, and how long the agent took to begin its answer; Infinity where there was none. */
export interface TracedReply {
  readonly text: string;
  readonly delayMs: number;
}

/** Every call of a client tool, in order. */
export function toolCallsIn(entries: readonly TraceEntry[]): TracedCall[] {
  const answers = controlIn(entries, 'up').filter(({ type }) => type === 'client_tool_result');
  return controlIn(entries, 'down').flatMap(({ client_tool_call: call }): TracedCall[] => {
    if (!isPlainObject(call)) return [];
    const answer = answers.find(({ tool_call_id: id }) => id === call.tool_call_id);
    const outcome = answer && { result: answer.result, isError: answer.is_error === true };
    return [{ name: String(call.tool_name), id: call.tool_call_id, parameters: call.parameters, ...outcome }];
  });
}

/** The whole text of every turn of the agent, as planned. */
export function saidIn(entries: readonly TraceEntry[]): string[] {
  return controlIn(entries, 'down').flatMap(({ agent_response_event: event }) =>
    isPlainObject(event) ? [String(event.agent_response)] : [],
  );
}

/** What the agent got from the user: final transcripts of speech, and written messages. */
export function heardIn(entries: readonly TraceEntry[]): string[] {
  return entries.flatMap(({ lane, data }) => {
    if (lane !== 'control' || !isPlainObject(data)) return [];
    const { type, text, user_transcription_event: event } = data;
    if (type === 'user_transcript' && isPlainObject(event)) return [String(event.user_transcript)];
    return type === 'user_message' && typeof text === 'string' ? [text] : [];
  });
}

/** The messages of one side that decide the course of the conversation, in order; the close is none. */
export function messagesIn(entries: readonly TraceEntry[], dir: 'down' | 'up'): WireMessage[] {
  return controlIn(entries, dir).filter(({ type }) => type !== undefined);
}

/** Every turn of the user that the agent got, with its wait for an answer. */
export function replyDelaysIn(entries: readonly TraceEntry[]): TracedReply[] {
  return entries.flatMap((entry, index): TracedReply[] => {
    const [text] = heardIn([entry]);
    if (text === undefined) return [];
    const answer = entries.slice(index).find(isAnswer);
    return [{ text, delayMs: answer ? answer.t - entry.t : Infinity }];
  });
}

function isAnswer({ lane, dir, type }: TraceEntry): boolean {
  return (
    dir === 'down' &&
    (lane === 'agent-audio' || type === 'agent_response' || type === 'agent_chat_response_part')
  );
}

export function interruptionsIn(entries: readonly TraceEntry[]): TracedInterruption[] {
  return entries
    .filter(({ lane, type }) => lane === 'session' && type === 'interrupted')
    .map(({ data }) => (data ?? {}) as TracedInterruption);
}

/** How the connection ended; undefined while it is open. */
export function closeIn(entries: readonly TraceEntry[]): TracedClose | undefined {
  return entries.find(({ lane, type }) => lane === 'control' && type === 'closed')?.data as
    TracedClose | undefined;
}

function controlIn(entries: readonly TraceEntry[], dir: 'down' | 'up'): WireMessage[] {
  return entries
    .filter((entry) => entry.lane === 'control' && entry.dir === dir)
    .map(({ data }) => (data ?? {}) as WireMessage);
}
