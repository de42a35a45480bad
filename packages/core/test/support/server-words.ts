/** A message on the wire. */
export type WireMessage = Readonly<Record<string, unknown>>;

/** What a service says: a message, or a frame as it is. */
export type Spoken = WireMessage | string | Uint8Array;

export function metadata({
  conversationId = 'conv_1',
  agentFormat = 'pcm_16000',
  userFormat = 'pcm_16000',
}: {
  readonly conversationId?: string;
  readonly agentFormat?: string | undefined;
  readonly userFormat?: string | undefined;
} = {}): WireMessage {
  return {
    type: 'conversation_initiation_metadata',
    conversation_initiation_metadata_event: {
      conversation_id: conversationId,
      agent_output_audio_format: agentFormat,
      user_input_audio_format: userFormat,
    },
  };
}

/** Agent audio: 16 kHz PCM of this length, or the given samples. */
export function audio(msOrSamples: number | Int16Array, eventId?: unknown, extra: object = {}): WireMessage {
  const samples = typeof msOrSamples === 'number' ? pcm(msOrSamples) : msOrSamples;
  return {
    type: 'audio',
    audio_event: { audio_base_64: base64(samples), event_id: eventId, ...extra },
  };
}

/** The alignment of a text that is spoken evenly. */
export function alignment(text: string, msPerChar: number): object {
  const chars = Array.from(text);
  return {
    alignment: {
      chars,
      char_start_times_ms: chars.map((_, index) => index * msPerChar),
      char_durations_ms: chars.map(() => msPerChar),
    },
  };
}

export const interruption = (eventId?: unknown): WireMessage => ({
  type: 'interruption',
  interruption_event: { event_id: eventId },
});

export const agentResponse = (text: string, eventId?: unknown): WireMessage => ({
  type: 'agent_response',
  agent_response_event: { agent_response: text, event_id: eventId },
});

export const correction = (original: string, corrected: string, eventId?: unknown): WireMessage => ({
  type: 'agent_response_correction',
  agent_response_correction_event: {
    original_agent_response: original,
    corrected_agent_response: corrected,
    event_id: eventId,
  },
});

export const textPart = (type: string, text: string, eventId?: unknown): WireMessage => ({
  type: 'agent_chat_response_part',
  text_response_part: { type, text, event_id: eventId },
});

export const userTranscript = (text: string, eventId?: unknown): WireMessage => ({
  type: 'user_transcript',
  user_transcription_event: { user_transcript: text, event_id: eventId },
});

export const tentativeTranscript = (text: string, eventId?: unknown): WireMessage => ({
  type: 'tentative_user_transcript',
  tentative_user_transcription_event: { user_transcript: text, event_id: eventId },
});

export const ping = (eventId?: unknown, pingMs?: unknown): WireMessage => ({
  type: 'ping',
  ping_event: { event_id: eventId, ping_ms: pingMs },
});

export const queueStatus = (status: string): WireMessage => ({
  type: 'queue_status',
  queue_status_event: { status },
});

export const serviceError = (fields: object): WireMessage => ({ type: 'error', error_event: fields });

export const toolCall = (
  toolName: string,
  toolCallId: string,
  parameters: unknown = {},
  extra: object = {},
): WireMessage => ({
  type: 'client_tool_call',
  client_tool_call: { tool_name: toolName, tool_call_id: toolCallId, parameters, ...extra },
});

export const agentToolResponse = (toolName: string, extra: object = {}): WireMessage => ({
  type: 'agent_tool_response',
  agent_tool_response: {
    tool_name: toolName,
    tool_call_id: 'agent_call_1',
    tool_type: 'system',
    is_error: false,
    ...extra,
  },
});

export const mcpToolCall = (toolCallId: string, state: string, extra: object = {}): WireMessage => ({
  type: 'mcp_tool_call',
  mcp_tool_call: {
    service_id: 'mail',
    tool_call_id: toolCallId,
    tool_name: 'send_mail',
    parameters: { to: 'ada@example.com' },
    state,
    ...extra,
  },
});

/** Samples whose values tell where in the piece they stand, and from 1 on, so that none looks like silence. */
export function pcm(ms: number, sampleRateHz = 16_000): Int16Array {
  return new Int16Array((ms * sampleRateHz) / 1_000).map((_, index) => 1 + (index % 30_000));
}

export function base64(samples: Int16Array): string {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).toString('base64');
}
