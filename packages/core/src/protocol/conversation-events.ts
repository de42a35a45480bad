import { isWireObject, Payload, type WireObject } from './payload.ts';
import { present, type Decoders, type OpenWord, type WireEvent } from './wire-event.ts';

/** The agent is there: the first message of a conversation. */
export interface ConversationInitiationMetadataEvent extends WireEvent<'conversation_initiation_metadata'> {
  readonly conversationId: string;
  /** Such as `pcm_16000`. */
  readonly agentOutputAudioFormat?: string;
  /** Such as `pcm_16000`. */
  readonly userInputAudioFormat?: string;
}

/** Wants a `pong` with the same id, at once. */
export interface PingEvent extends WireEvent<'ping'> {
  /** As it came, number or string; a ping without one cannot be answered. */
  readonly eventId?: number | string;
  /** The last round trip that the service measured; absent in the first ping. */
  readonly pingMs?: number;
}

/** Whether there is a free place for the conversation. While it waits, the service discards what the user writes. */
export interface QueueStatusEvent extends WireEvent<'queue_status'> {
  readonly status: OpenWord<'waiting' | 'admitted' | 'timed_out'>;
}

/** Something failed; often the last message before the close. */
export interface ErrorEvent extends WireEvent<'error'> {
  /** A WebSocket close code. */
  readonly code?: number;
  readonly message?: string;
  /** Such as `missing_dynamic_variable` or `llm_timeout`. */
  readonly errorType?: string;
  readonly reason?: string;
  readonly debugMessage?: string;
  readonly details?: WireObject;
}

/** How full the context of the LLM is. */
export interface ContextUsageEvent extends WireEvent<'context_usage'> {
  readonly contextTokens: number;
  readonly contextLimitTokens?: number;
  readonly model?: string;
  readonly eventId?: number;
}

/** How likely it is that the user is speaking. */
export interface VadScoreEvent extends WireEvent<'vad_score'> {
  /** 0 to 1. */
  readonly score: number;
}

/** The recogniser is there. */
export interface AsrInitiationMetadataEvent extends WireEvent<'asr_initiation_metadata'> {
  /** What the service says of it; its fields are not published. */
  readonly metadata: WireObject;
}

/** A guardrail stopped the agent. */
export interface GuardrailTriggeredEvent extends WireEvent<'guardrail_triggered'> {}

/** A person took the call over. */
export interface ExternalAgentConnectedEvent extends WireEvent<'external_agent_connected'> {}

/** The person gave the call back. */
export interface ExternalAgentDisconnectedEvent extends WireEvent<'external_agent_disconnected'> {}

/** How likely it is that the user is done. Internal to the service. */
export interface InternalTurnProbabilityEvent extends WireEvent<'internal_turn_probability'> {
  /** 0 to 1. */
  readonly probability: number;
}

/** Facts about a turn of the agent. The payload is not published: see `raw`. */
export interface AgentResponseMetadataEvent extends WireEvent<'agent_response_metadata'> {}

/** A turn of the agent is complete. The payload is not published: see `raw`. */
export interface AgentResponseCompleteEvent extends WireEvent<'agent_response_complete'> {}

/** The client did something wrong. The payload is not published: see `raw`. */
export interface ClientErrorEvent extends WireEvent<'client_error'> {}

/** The agent wants telephone keys pressed. The payload is not published: see `raw`. */
export interface DtmfRequestEvent extends WireEvent<'dtmf_request'> {}

/** The conversation itself: how it begins, lives and fails. */
export interface ConversationEvents {
  readonly conversation_initiation_metadata: ConversationInitiationMetadataEvent;
  readonly ping: PingEvent;
  readonly queue_status: QueueStatusEvent;
  readonly error: ErrorEvent;
  readonly context_usage: ContextUsageEvent;
  readonly vad_score: VadScoreEvent;
  readonly asr_initiation_metadata: AsrInitiationMetadataEvent;
  readonly guardrail_triggered: GuardrailTriggeredEvent;
  readonly external_agent_connected: ExternalAgentConnectedEvent;
  readonly external_agent_disconnected: ExternalAgentDisconnectedEvent;
  readonly internal_turn_probability: InternalTurnProbabilityEvent;
  readonly agent_response_metadata: AgentResponseMetadataEvent;
  readonly agent_response_complete: AgentResponseCompleteEvent;
  readonly client_error: ClientErrorEvent;
  readonly dtmf_request: DtmfRequestEvent;
}

export const conversationDecoders: Decoders<ConversationEvents> = {
  conversation_initiation_metadata: (raw) => {
    const payload = Payload.of(raw, 'conversation_initiation_metadata_event');
    return {
      type: 'conversation_initiation_metadata',
      raw,
      conversationId: payload.string('conversation_id'),
      ...present({
        agentOutputAudioFormat: payload.maybeString('agent_output_audio_format'),
        userInputAudioFormat: payload.maybeString('user_input_audio_format'),
      }),
    };
  },
  ping: (raw) => {
    const payload = Payload.maybe(raw, 'ping_event');
    return {
      type: 'ping',
      raw,
      ...present({
        eventId: payload.maybeNumber('event_id') ?? payload.maybeString('event_id'),
        pingMs: payload.maybeNumber('ping_ms'),
      }),
    };
  },
  queue_status: (raw) => ({
    type: 'queue_status',
    raw,
    status: Payload.of(raw, 'queue_status_event').string('status'),
  }),
  error: (raw) => {
    const payload = Payload.maybe(raw, 'error_event');
    return {
      type: 'error',
      raw,
      ...present({
        code: payload.maybeNumber('code'),
        message: payload.maybeString('message'),
        errorType: payload.maybeString('error_type'),
        reason: payload.maybeString('reason'),
        debugMessage: payload.maybeString('debug_message'),
        details: payload.maybeObject('details'),
      }),
    };
  },
  context_usage: (raw) => {
    const payload = Payload.of(raw, 'context_usage_event');
    return {
      type: 'context_usage',
      raw,
      contextTokens: payload.number('context_tokens'),
      ...present({
        contextLimitTokens: payload.maybeNumber('context_limit_tokens'),
        model: payload.maybeString('model'),
        eventId: payload.eventId,
      }),
    };
  },
  vad_score: (raw) => ({
    type: 'vad_score',
    raw,
    score: Payload.of(raw, 'vad_score_event').number('vad_score'),
  }),
  asr_initiation_metadata: (raw) => ({
    type: 'asr_initiation_metadata',
    raw,
    metadata: isWireObject(raw.asr_initiation_metadata_event) ? raw.asr_initiation_metadata_event : {},
  }),
  guardrail_triggered: (raw) => ({ type: 'guardrail_triggered', raw }),
  external_agent_connected: (raw) => ({ type: 'external_agent_connected', raw }),
  external_agent_disconnected: (raw) => ({ type: 'external_agent_disconnected', raw }),
  internal_turn_probability: (raw) => ({
    type: 'internal_turn_probability',
    raw,
    probability: Payload.of(raw, 'turn_probability_internal_event').number('turn_probability'),
  }),
  agent_response_metadata: (raw) => ({ type: 'agent_response_metadata', raw }),
  agent_response_complete: (raw) => ({ type: 'agent_response_complete', raw }),
  client_error: (raw) => ({ type: 'client_error', raw }),
  dtmf_request: (raw) => ({ type: 'dtmf_request', raw }),
};
