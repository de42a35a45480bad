import { isPlainObject } from '../match/show.ts';
import type { WireMessage } from '../messages/wire-message.ts';
import { closeIn, toolCallsIn, type TracedClose } from './read-trace.ts';
import type { TraceEntry } from './trace-entry.ts';

/** What somebody said or did in a conversation. */
export type TraceEvent = TraceEventFacts & {
  /** Milliseconds since the connection was opened, on the clock of the conversation. */
  readonly t: number;
};

export type TraceEventKind = TraceEventFacts['kind'];

type TraceEventFacts =
  | { readonly kind: 'agentResponse' | 'userMessage' | 'userTranscript'; readonly text: string }
  | { readonly kind: 'toolCall'; readonly name: string; readonly parameters: unknown }
  | {
      readonly kind: 'toolResult';
      readonly name: string;
      readonly result: unknown;
      readonly isError: boolean;
    }
  | { readonly kind: 'interruption'; readonly by: 'service' | 'user' }
  | { readonly kind: 'closed'; readonly close: TracedClose };

/** Everything that was said and done, in order; audio, pings, metadata and the like are left out. */
export function eventsIn(entries: readonly TraceEntry[]): TraceEvent[] {
  const tools = new Map(toolCallsIn(entries).map(({ id, name }) => [id, name]));
  return entries.flatMap((entry): TraceEvent[] => {
    const facts = factsOf(entry, tools);
    return facts ? [{ ...facts, t: entry.t }] : [];
  });
}

function factsOf(entry: TraceEntry, tools: ReadonlyMap<unknown, string>): TraceEventFacts | undefined {
  const { lane, type } = entry;
  const data = isPlainObject(entry.data) ? entry.data : {};
  // what the service cut stands in the trace as its message; what the user cut is known to the session alone
  if (lane === 'session')
    return type === 'interrupted' && data.by === 'user' ? { kind: 'interruption', by: 'user' } : undefined;
  if (lane !== 'control') return undefined;
  switch (type) {
    case 'agent_response':
      return { kind: 'agentResponse', text: textAt(data, 'agent_response_event', 'agent_response') };
    case 'user_transcript':
      return { kind: 'userTranscript', text: textAt(data, 'user_transcription_event', 'user_transcript') };
    case 'user_message':
      return { kind: 'userMessage', text: typeof data.text === 'string' ? data.text : '' };
    case 'client_tool_call': {
      const [call] = toolCallsIn([entry]);
      return call && { kind: 'toolCall', name: call.name, parameters: call.parameters };
    }
    case 'client_tool_result': {
      const { tool_call_id: id, result, is_error: isError } = data;
      return {
        kind: 'toolResult',
        name: tools.get(id) ?? `the unknown call ${String(id)}`,
        result,
        isError: isError === true,
      };
    }
    case 'interruption':
      return { kind: 'interruption', by: 'service' };
    case 'closed': {
      const close = closeIn([entry]);
      return close && { kind: 'closed', close };
    }
    default:
      return undefined;
  }
}

function textAt(message: WireMessage, event: string, field: string): string {
  const facts = message[event];
  return isPlainObject(facts) ? String(facts[field]) : '';
}
