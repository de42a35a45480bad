/**
 * The messages of the service that its own documentation shows (Client events,
 * https://elevenlabs.io/docs/eleven-agents/customization/events/client-events): many without an `event_id`.
 */
export const documentedMessages: readonly {
  readonly wire: Record<string, unknown>;
  readonly event: object;
}[] = [
  {
    wire: {
      type: 'conversation_initiation_metadata',
      conversation_initiation_metadata_event: {
        conversation_id: 'conv_123',
        agent_output_audio_format: 'pcm_44100',
        user_input_audio_format: 'pcm_16000',
      },
    },
    event: {
      type: 'conversation_initiation_metadata',
      conversationId: 'conv_123',
      agentOutputAudioFormat: 'pcm_44100',
      userInputAudioFormat: 'pcm_16000',
    },
  },
  {
    wire: { ping_event: { event_id: 123456, ping_ms: 50 }, type: 'ping' },
    event: { type: 'ping', eventId: 123456, pingMs: 50 },
  },
  {
    wire: { audio_event: { audio_base_64: 'base64_encoded_audio_string', event_id: 12345 }, type: 'audio' },
    event: { type: 'audio', audioBase64: 'base64_encoded_audio_string', eventId: 12345 },
  },
  {
    wire: {
      type: 'user_transcript',
      user_transcription_event: { user_transcript: 'Hello, how can you help me today?' },
    },
    event: { type: 'user_transcript', text: 'Hello, how can you help me today?' },
  },
  {
    wire: {
      type: 'agent_response',
      agent_response_event: { agent_response: 'Hello, how can I assist you today?' },
    },
    event: { type: 'agent_response', text: 'Hello, how can I assist you today?' },
  },
  {
    wire: {
      type: 'agent_response_correction',
      agent_response_correction_event: {
        original_agent_response: 'Let me tell you about the complete history...',
        corrected_agent_response: 'Let me tell you about...',
      },
    },
    event: {
      type: 'agent_response_correction',
      originalText: 'Let me tell you about the complete history...',
      correctedText: 'Let me tell you about...',
    },
  },
  {
    wire: {
      type: 'client_tool_call',
      client_tool_call: {
        tool_name: 'search_database',
        tool_call_id: 'call_123456',
        parameters: { query: 'user information', filters: { date: '2024-01-01' } },
      },
    },
    event: {
      type: 'client_tool_call',
      toolName: 'search_database',
      toolCallId: 'call_123456',
      parameters: { query: 'user information', filters: { date: '2024-01-01' } },
    },
  },
  {
    wire: {
      type: 'agent_tool_response',
      agent_tool_response: {
        tool_name: 'skip_turn',
        tool_call_id: 'skip_turn_c82ca55355c840bab193effb9a7e8101',
        tool_type: 'system',
        is_error: false,
      },
    },
    event: {
      type: 'agent_tool_response',
      toolName: 'skip_turn',
      toolCallId: 'skip_turn_c82ca55355c840bab193effb9a7e8101',
      toolType: 'system',
      isError: false,
    },
  },
  {
    wire: { type: 'vad_score', vad_score_event: { vad_score: 0.95 } },
    event: { type: 'vad_score', score: 0.95 },
  },
];
