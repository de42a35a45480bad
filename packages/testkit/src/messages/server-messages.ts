import type { CharTime } from '../speech/alignment.ts';
import type { WireMessage } from './wire-message.ts';

// The messages of the server, as the public contract describes them.

export function metadata(
  conversationId: string,
  output: string,
  input: string,
  fields: WireMessage = {},
): WireMessage {
  return {
    type: 'conversation_initiation_metadata',
    conversation_initiation_metadata_event: {
      conversation_id: conversationId,
      agent_output_audio_format: output,
      user_input_audio_format: input,
      ...fields,
    },
  };
}

/** `times` count from the start of the chunk. */
export function audio(base64: string, eventId: number, times: readonly CharTime[]): WireMessage {
  const alignment = times.length > 0 && {
    alignment: {
      chars: times.map(({ char }) => char),
      char_start_times_ms: times.map(({ startMs }) => startMs),
      char_durations_ms: times.map(({ durationMs }) => durationMs),
    },
  };
  return { type: 'audio', audio_event: { audio_base_64: base64, event_id: eventId, ...alignment } };
}

export function agentResponse(text: string, eventId: number): WireMessage {
  return { type: 'agent_response', agent_response_event: { agent_response: text, event_id: eventId } };
}

export function correction(original: string, corrected: string, eventId: number): WireMessage {
  return {
    type: 'agent_response_correction',
    agent_response_correction_event: {
      original_agent_response: original,
      corrected_agent_response: corrected,
      event_id: eventId,
    },
  };
}

export function textPart(text: string, type: 'start' | 'delta' | 'stop', eventId: number): WireMessage {
  return { type: 'agent_chat_response_part', text_response_part: { text, type, event_id: eventId } };
}

export function userTranscript(text: string, eventId: number): WireMessage {
  return { type: 'user_transcript', user_transcription_event: { user_transcript: text, event_id: eventId } };
}

export function tentativeTranscript(text: string, eventId: number): WireMessage {
  return {
    type: 'tentative_user_transcript',
    tentative_user_transcription_event: { user_transcript: text, event_id: eventId },
  };
}

export function interruption(eventId: number): WireMessage {
  return { type: 'interruption', interruption_event: { event_id: eventId } };
}

export function clientToolCall(call: {
  readonly name: string;
  readonly id: string;
  readonly parameters: WireMessage;
  readonly eventId: number;
  readonly expectsResponse: boolean | undefined;
}): WireMessage {
  return {
    type: 'client_tool_call',
    client_tool_call: {
      tool_name: call.name,
      tool_call_id: call.id,
      parameters: call.parameters,
      event_id: call.eventId,
      ...(call.expectsResponse !== undefined && { expects_response: call.expectsResponse }),
    },
  };
}

export function mcpToolCall(
  name: string,
  id: string,
  parameters: WireMessage,
  state: string,
  fields: WireMessage = {},
): WireMessage {
  return {
    type: 'mcp_tool_call',
    mcp_tool_call: {
      service_id: 'mcp_test',
      tool_call_id: id,
      tool_name: name,
      parameters,
      timestamp: '2026-01-01T00:00:00Z',
      state,
      ...(state === 'success' && { result: [] }),
      ...(state === 'failure' && { error_message: 'failed' }),
      ...(state === 'awaiting_approval' && { approval_timeout_secs: 300 }),
      ...fields,
    },
  };
}

export function agentTool(
  kind: 'agentToolRequest' | 'agentToolResponse',
  tool: {
    readonly name: string;
    readonly id: string;
    readonly type: string;
    readonly isError: boolean;
    readonly eventId: number;
  },
  fields: WireMessage = {},
): WireMessage {
  const common = {
    tool_name: tool.name,
    tool_call_id: tool.id,
    tool_type: tool.type,
    event_id: tool.eventId,
  };
  return kind === 'agentToolRequest'
    ? { type: 'agent_tool_request', agent_tool_request: { ...common, ...fields } }
    : {
        type: 'agent_tool_response',
        agent_tool_response: { ...common, is_error: tool.isError, is_called: true, ...fields },
      };
}

export function vadScore(score: number): WireMessage {
  return { type: 'vad_score', vad_score_event: { vad_score: score } };
}

export function ping(eventId: number, pingMs: number | null): WireMessage {
  return { type: 'ping', ping_event: { event_id: eventId, ping_ms: pingMs } };
}

export function serverError(
  code: number,
  message: string | undefined,
  errorType: string | undefined,
): WireMessage {
  return {
    type: 'error',
    error_event: {
      code,
      ...(message !== undefined && { message }),
      ...(errorType !== undefined && { error_type: errorType }),
    },
  };
}

export function queueStatus(status: string): WireMessage {
  return { type: 'queue_status', queue_status_event: { status } };
}
