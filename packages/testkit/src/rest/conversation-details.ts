import type { Conversation } from '../conversation/conversation.ts';
import { isPlainObject } from '../match/show.ts';
import { closeIn, toolCallsIn } from '../trace/read-trace.ts';
import type { TraceEntry } from '../trace/trace-entry.ts';

interface Line {
  readonly role: 'user' | 'agent';
  message: string;
  original_message: string | null;
  interrupted: boolean;
  readonly tool_calls: readonly unknown[];
  readonly tool_results: readonly unknown[];
  readonly time_in_call_secs: number;
}

/** What the service tells of a conversation when it is asked for its details. */
export function conversationDetails(conversation: Conversation): Readonly<Record<string, unknown>> {
  const { entries } = conversation.trace;
  const closed = closeIn(entries);
  return {
    agent_id: 'agent_test',
    conversation_id: conversation.id,
    status: closed ? 'done' : 'in-progress',
    has_audio: conversation.recording !== undefined,
    transcript: transcriptOf(entries),
    metadata: {
      start_time_unix_secs: Math.floor(conversation.startedAtEpochMs / 1_000),
      call_duration_secs: Math.round((entries.at(-1)?.t ?? 0) / 1_000),
      termination_reason: closed ? `closed with ${closed.code} by the ${closed.by}` : '',
    },
  };
}

function transcriptOf(entries: readonly TraceEntry[]): Line[] {
  const lines: Line[] = [];
  const calls = toolCallsIn(entries);
  const say = (entry: TraceEntry, role: Line['role'], message: unknown, tools: Partial<Line> = {}) =>
    lines.push({
      role,
      message: String(message),
      original_message: null,
      interrupted: false,
      tool_calls: [],
      tool_results: [],
      time_in_call_secs: Math.round(entry.t / 1_000),
      ...tools,
    });
  for (const entry of entries) {
    if (entry.lane !== 'control' || !isPlainObject(entry.data)) continue;
    const { type, text } = entry.data;
    const event = Object.values(entry.data).find(isPlainObject) ?? {};
    if (type === 'agent_response') say(entry, 'agent', event.agent_response);
    else if (type === 'user_transcript') say(entry, 'user', event.user_transcript);
    else if (type === 'user_message' && text !== null) say(entry, 'user', text);
    else if (type === 'agent_response_correction') correct(lines, event);
    else if (type === 'client_tool_call') {
      const call = calls.find(({ id }) => id === event.tool_call_id);
      const base = { tool_name: event.tool_name, request_id: event.tool_call_id };
      const answered =
        call?.isError === undefined ? [] : [{ ...base, result_value: call.result, is_error: call.isError }];
      const asked = {
        ...base,
        params_as_json: JSON.stringify(event.parameters),
        tool_has_been_called: answered.length > 0,
      };
      say(entry, 'agent', '', { tool_calls: [asked], tool_results: answered });
    }
  }
  return lines;
}

/** The last turn with the text that was planned was cut: what is kept is what was heard. */
function correct(lines: readonly Line[], event: Readonly<Record<string, unknown>>): void {
  const line = lines.findLast(
    ({ role, message }) => role === 'agent' && message === event.original_agent_response,
  );
  if (!line) return;
  line.original_message = line.message;
  line.message = String(event.corrected_agent_response);
  line.interrupted = true;
}
