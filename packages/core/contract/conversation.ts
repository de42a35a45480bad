import { audioFormatNames } from '../src/audio/audio-format.ts';
import { Type } from 'typebox';
import { eventId, integer, nullable, oneOf, open, optional, ratio, record, text } from './shapes.ts';
import { serverMessage } from './server-message.ts';

/** `error_type` of the public contract. */
const errorTypes = [
  'unknown',
  'invalid_message',
  'telephony_agent_error',
  'mcp_tool_error',
  'mcp_https_error',
  'value_error',
  'missing_fields',
  'override_error',
  'missing_dynamic_variable_transfer',
  'missing_dynamic_variable',
  'websocket_disconnect',
  'safety_violation',
  'llm_timeout',
  'transport_receive_timeout',
  'asyncio_timeout',
  'http_exception',
  'max_duration_exceeded',
  'llm_error',
  'custom_llm_error',
  'cascade_brain_error',
  'asr_transcription_error',
  'vad_error',
  'turn_probability_error',
  'tts_cascade_error',
  'redis_timeout_error',
  'unknown_websocket_crash',
];

/** The conversation itself: how it begins, lives and fails. */
export const conversationMessages = [
  serverMessage(
    'conversation_initiation_metadata',
    'ConversationInitiationMetadataWireMessage',
    'The agent is there: the first message of a conversation.',
    {
      conversation_initiation_metadata_event: open('ConversationInitiationMetadataPayload', {
        conversation_id: text(),
        agent_output_audio_format: oneOf(audioFormatNames, 'What the agent sends.'),
        user_input_audio_format: oneOf(audioFormatNames, 'What the agent wants to hear.'),
        persistent_session_token: optional(nullable(text('Seen live; not in the public contract.'))),
      }),
    },
  ),
  serverMessage('ping', 'PingWireMessage', 'Wants a `pong` with the same id, at once.', {
    ping_event: open('PingPayload', {
      event_id: integer('Shares its counter with the turns.'),
      ping_ms: optional(
        nullable(Type.Number({ description: 'The last round trip; null in the first ping.' })),
      ),
    }),
  }),
  serverMessage(
    'queue_status',
    'QueueStatusWireMessage',
    'Waiting for a free place. Not in the public contract.',
    {
      queue_status_event: open('QueueStatusPayload', { status: oneOf(['waiting', 'admitted', 'timed_out']) }),
    },
  ),
  serverMessage('error', 'ErrorWireMessage', 'Something failed; often the last message before the close.', {
    error_event: open('ErrorPayload', {
      code: integer('A WebSocket close code: 1000, 1002, 1008 or 1011.'),
      message: optional(nullable(text())),
      error_type: optional(nullable(oneOf(errorTypes))),
      reason: optional(nullable(text())),
      debug_message: optional(nullable(text())),
      details: optional(nullable(record())),
    }),
  }),
  serverMessage('context_usage', 'ContextUsageWireMessage', 'How full the context of the LLM is.', {
    context_usage_event: open('ContextUsagePayload', {
      event_id: eventId,
      model: text(),
      context_tokens: integer(),
      context_limit_tokens: integer(),
    }),
  }),
  serverMessage('vad_score', 'VadScoreWireMessage', 'How likely it is that the user is speaking.', {
    vad_score_event: open('VadScorePayload', { vad_score: ratio() }),
  }),
  serverMessage('asr_initiation_metadata', 'AsrInitiationMetadataWireMessage', 'The recogniser is there.', {
    asr_initiation_metadata_event: record(),
  }),
  serverMessage('guardrail_triggered', 'GuardrailTriggeredWireMessage', 'A guardrail stopped the agent.'),
  serverMessage(
    'external_agent_connected',
    'ExternalAgentConnectedWireMessage',
    'A person took the call over.',
    {
      external_agent_connected_event: optional(record()),
    },
  ),
  serverMessage(
    'external_agent_disconnected',
    'ExternalAgentDisconnectedWireMessage',
    'The person gave the call back.',
    { external_agent_disconnected_event: optional(record()) },
  ),
  serverMessage(
    'internal_turn_probability',
    'InternalTurnProbabilityWireMessage',
    'How likely it is that the user is done. Internal to the service.',
    {
      turn_probability_internal_event: open('InternalTurnProbabilityPayload', { turn_probability: ratio() }),
    },
  ),
  // In the API reference, with payloads that are not published.
  serverMessage(
    'agent_response_metadata',
    'AgentResponseMetadataWireMessage',
    'Facts about a turn. Payload unpublished.',
  ),
  serverMessage(
    'agent_response_complete',
    'AgentResponseCompleteWireMessage',
    'A turn is complete. Payload unpublished.',
  ),
  serverMessage(
    'client_error',
    'ClientErrorWireMessage',
    'The client did something wrong. Payload unpublished.',
  ),
  serverMessage(
    'dtmf_request',
    'DtmfRequestWireMessage',
    'The agent wants keys pressed. Payload unpublished.',
  ),
];
