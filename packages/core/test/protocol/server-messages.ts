/** One message of each kind, with every field that is known, and the event it becomes (beside `raw`). */
export const serverMessages: readonly { readonly wire: Record<string, unknown>; readonly event: object }[] = [
  {
    wire: {
      type: 'conversation_initiation_metadata',
      conversation_initiation_metadata_event: {
        conversation_id: 'conv_123',
        agent_output_audio_format: 'pcm_44100',
        user_input_audio_format: 'ulaw_8000',
        persistent_session_token: null,
      },
    },
    event: {
      type: 'conversation_initiation_metadata',
      conversationId: 'conv_123',
      agentOutputAudioFormat: 'pcm_44100',
      userInputAudioFormat: 'ulaw_8000',
    },
  },
  {
    wire: { type: 'ping', ping_event: { event_id: 7, ping_ms: 0 } },
    event: { type: 'ping', eventId: 7, pingMs: 0 },
  },
  {
    wire: { type: 'queue_status', queue_status_event: { status: 'waiting' } },
    event: { type: 'queue_status', status: 'waiting' },
  },
  {
    wire: {
      type: 'error',
      error_event: {
        code: 1008,
        message: 'Missing required dynamic variables',
        error_type: 'missing_dynamic_variable',
        reason: 'Invalid input',
        debug_message: 'username',
        details: { variables: ['username'] },
      },
    },
    event: {
      type: 'error',
      code: 1008,
      message: 'Missing required dynamic variables',
      errorType: 'missing_dynamic_variable',
      reason: 'Invalid input',
      debugMessage: 'username',
      details: { variables: ['username'] },
    },
  },
  {
    wire: {
      type: 'context_usage',
      context_usage_event: {
        event_id: 3,
        model: 'gemini-2.5-flash',
        context_tokens: 812,
        context_limit_tokens: 1_000_000,
      },
    },
    event: {
      type: 'context_usage',
      eventId: 3,
      model: 'gemini-2.5-flash',
      contextTokens: 812,
      contextLimitTokens: 1_000_000,
    },
  },
  {
    wire: { type: 'vad_score', vad_score_event: { vad_score: 0.95 } },
    event: { type: 'vad_score', score: 0.95 },
  },
  {
    wire: { type: 'asr_initiation_metadata', asr_initiation_metadata_event: { model: 'scribe' } },
    event: { type: 'asr_initiation_metadata', metadata: { model: 'scribe' } },
  },
  { wire: { type: 'guardrail_triggered' }, event: { type: 'guardrail_triggered' } },
  {
    wire: { type: 'external_agent_connected', external_agent_connected_event: {} },
    event: { type: 'external_agent_connected' },
  },
  { wire: { type: 'external_agent_disconnected' }, event: { type: 'external_agent_disconnected' } },
  {
    wire: { type: 'internal_turn_probability', turn_probability_internal_event: { turn_probability: 0.3 } },
    event: { type: 'internal_turn_probability', probability: 0.3 },
  },
  {
    wire: { type: 'agent_response_metadata', secret_of_tomorrow: 1 },
    event: { type: 'agent_response_metadata' },
  },
  { wire: { type: 'agent_response_complete' }, event: { type: 'agent_response_complete' } },
  { wire: { type: 'client_error' }, event: { type: 'client_error' } },
  { wire: { type: 'dtmf_request', dtmf_request_event: { tones: '1#' } }, event: { type: 'dtmf_request' } },
  {
    wire: {
      type: 'audio',
      audio_event: {
        audio_base_64: 'AAA=',
        event_id: 1,
        alignment: { chars: ['H', 'i'], char_start_times_ms: [0, 40], char_durations_ms: [40, 60] },
        is_final: false,
      },
    },
    event: {
      type: 'audio',
      audioBase64: 'AAA=',
      eventId: 1,
      alignment: { chars: ['H', 'i'], charStartTimesMs: [0, 40], charDurationsMs: [40, 60] },
      isFinal: false,
    },
  },
  {
    wire: {
      type: 'agent_response',
      agent_response_event: {
        agent_response: 'Here is the form.',
        event_id: 2,
        attachments: [
          { url: 'https://example.com/form.pdf', name: 'form.pdf', mime_type: 'application/pdf' },
          { url: 'https://example.com/2', name: 'second', mime_type: null },
        ],
        response_id: 'response_1',
        in_response_to_ids: ['message_1'],
        response_type: 'text',
      },
    },
    event: {
      type: 'agent_response',
      text: 'Here is the form.',
      eventId: 2,
      attachments: [
        { url: 'https://example.com/form.pdf', name: 'form.pdf', mimeType: 'application/pdf' },
        { url: 'https://example.com/2', name: 'second' },
      ],
      responseId: 'response_1',
    },
  },
  {
    wire: {
      type: 'agent_response_correction',
      agent_response_correction_event: {
        original_agent_response: 'Let me tell you about the history.',
        corrected_agent_response: 'Let me tell...',
        event_id: 1,
      },
    },
    event: {
      type: 'agent_response_correction',
      originalText: 'Let me tell you about the history.',
      correctedText: 'Let me tell...',
      eventId: 1,
    },
  },
  {
    wire: {
      type: 'agent_chat_response_part',
      text_response_part: { text: 'Hel', type: 'delta', event_id: 4 },
    },
    event: { type: 'agent_chat_response_part', text: 'Hel', part: 'delta', eventId: 4 },
  },
  {
    wire: {
      type: 'agent_reasoning_response_part',
      reasoning_response_part: { text: 'The user', type: 'start', event_id: '4' },
    },
    event: { type: 'agent_reasoning_response_part', text: 'The user', part: 'start', eventId: '4' },
  },
  {
    wire: {
      type: 'user_transcript',
      user_transcription_event: { user_transcript: 'Will it rain?', event_id: 3 },
    },
    event: { type: 'user_transcript', text: 'Will it rain?', eventId: 3 },
  },
  {
    wire: {
      type: 'tentative_user_transcript',
      tentative_user_transcription_event: { user_transcript: 'Will it', event_id: 3 },
    },
    event: { type: 'tentative_user_transcript', text: 'Will it', eventId: 3 },
  },
  {
    wire: { type: 'interruption', interruption_event: { event_id: 2 } },
    event: { type: 'interruption', eventId: 2 },
  },
  {
    wire: {
      type: 'rich_content',
      rich_content: {
        rich_content_id: 'rich_1',
        component: 'buttons',
        props: { labels: ['yes'] },
        event_id: 5,
      },
    },
    event: {
      type: 'rich_content',
      richContentId: 'rich_1',
      component: 'buttons',
      props: { labels: ['yes'] },
      eventId: 5,
    },
  },
  {
    wire: { type: 'agent_typing', agent_typing_event: { is_typing: true, duration_ms: 3_000 } },
    event: { type: 'agent_typing', isTyping: true, durationMs: 3_000 },
  },
  {
    wire: {
      type: 'internal_tentative_agent_response',
      tentative_agent_response_internal_event: { tentative_agent_response: 'It will' },
    },
    event: { type: 'internal_tentative_agent_response', text: 'It will' },
  },
  {
    wire: {
      type: 'client_tool_call',
      client_tool_call: {
        tool_name: 'book_table',
        tool_call_id: 'call_1',
        parameters: { party: 4 },
        event_id: 6,
        expects_response: false,
      },
    },
    event: {
      type: 'client_tool_call',
      toolName: 'book_table',
      toolCallId: 'call_1',
      parameters: { party: 4 },
      eventId: 6,
      expectsResponse: false,
    },
  },
  {
    wire: {
      type: 'agent_tool_request',
      agent_tool_request: { tool_name: 'end_call', tool_call_id: 'call_2', tool_type: 'system', event_id: 6 },
    },
    event: {
      type: 'agent_tool_request',
      toolName: 'end_call',
      toolCallId: 'call_2',
      toolType: 'system',
      eventId: 6,
    },
  },
  {
    wire: {
      type: 'agent_tool_response',
      agent_tool_response: {
        tool_name: 'end_call',
        tool_call_id: 'call_2',
        tool_type: 'system',
        is_error: false,
        is_called: true,
        is_blocked: false,
        status: 'success',
        event_id: 6,
      },
    },
    event: {
      type: 'agent_tool_response',
      toolName: 'end_call',
      toolCallId: 'call_2',
      toolType: 'system',
      isError: false,
      isCalled: true,
      isBlocked: false,
      status: 'success',
      eventId: 6,
    },
  },
  {
    wire: {
      type: 'agent_tool_response_full_payload',
      agent_tool_response_full_payload: {
        tool_name: 'weather',
        tool_call_id: 'call_3',
        tool_type: 'webhook',
        is_error: true,
        is_called: true,
        event_id: 6,
        full_tool_result: '{"error":"down"}',
        truncated: false,
      },
    },
    event: {
      type: 'agent_tool_response_full_payload',
      toolName: 'weather',
      toolCallId: 'call_3',
      toolType: 'webhook',
      isError: true,
      isCalled: true,
      eventId: 6,
      fullToolResult: '{"error":"down"}',
      truncated: false,
    },
  },
  ...mcpStates(),
  {
    wire: {
      type: 'mcp_connection_status',
      mcp_connection_status: {
        integrations: [
          { integration_id: 'mcp_1', integration_type: 'mcp_server', is_connected: true, tool_count: 3 },
        ],
      },
    },
    event: {
      type: 'mcp_connection_status',
      integrations: [
        { integrationId: 'mcp_1', integrationType: 'mcp_server', isConnected: true, toolCount: 3 },
      ],
    },
  },
];

/** One MCP tool call in each of its four states. */
function mcpStates(): { wire: Record<string, unknown>; event: object }[] {
  const wire = {
    service_id: 'mcp_1',
    tool_call_id: 'call_4',
    tool_name: 'search',
    tool_description: 'Searches.',
    parameters: { q: 'rain' },
    timestamp: '2026-01-02T03:04:05Z',
  };
  const event = {
    type: 'mcp_tool_call',
    serviceId: 'mcp_1',
    toolCallId: 'call_4',
    toolName: 'search',
    toolDescription: 'Searches.',
    parameters: { q: 'rain' },
    timestamp: '2026-01-02T03:04:05Z',
  };
  return [
    { wire: { state: 'loading' }, event: { state: 'loading' } },
    {
      wire: { state: 'awaiting_approval', approval_timeout_secs: 300 },
      event: { state: 'awaiting_approval', approvalTimeoutSecs: 300 },
    },
    {
      wire: { state: 'success', result: [{ type: 'text', text: 'Rain.' }] },
      event: { state: 'success', result: [{ type: 'text', text: 'Rain.' }] },
    },
    {
      wire: { state: 'failure', error_message: 'Timed out' },
      event: { state: 'failure', errorMessage: 'Timed out' },
    },
  ].map((state) => ({
    wire: { type: 'mcp_tool_call', mcp_tool_call: { ...wire, ...state.wire } },
    event: { ...event, ...state.event },
  }));
}
