// Written by scripts/generate-contract.ts from contract/*.ts: change those, then run `pnpm generate`.

/** A JSON Schema (draft-07), as plain data. */
export type ContractSchema = Readonly<Record<string, unknown>>;

/** Every message of the service, by its type. */
export interface ServerWireMessages {
  readonly conversation_initiation_metadata: ConversationInitiationMetadataWireMessage;
  readonly ping: PingWireMessage;
  readonly queue_status: QueueStatusWireMessage;
  readonly error: ErrorWireMessage;
  readonly context_usage: ContextUsageWireMessage;
  readonly vad_score: VadScoreWireMessage;
  readonly asr_initiation_metadata: AsrInitiationMetadataWireMessage;
  readonly guardrail_triggered: GuardrailTriggeredWireMessage;
  readonly external_agent_connected: ExternalAgentConnectedWireMessage;
  readonly external_agent_disconnected: ExternalAgentDisconnectedWireMessage;
  readonly internal_turn_probability: InternalTurnProbabilityWireMessage;
  readonly agent_response_metadata: AgentResponseMetadataWireMessage;
  readonly agent_response_complete: AgentResponseCompleteWireMessage;
  readonly client_error: ClientErrorWireMessage;
  readonly dtmf_request: DtmfRequestWireMessage;
  readonly audio: AudioWireMessage;
  readonly agent_response: AgentResponseWireMessage;
  readonly agent_response_correction: AgentResponseCorrectionWireMessage;
  readonly agent_chat_response_part: AgentChatResponsePartWireMessage;
  readonly agent_reasoning_response_part: AgentReasoningResponsePartWireMessage;
  readonly user_transcript: UserTranscriptWireMessage;
  readonly tentative_user_transcript: TentativeUserTranscriptWireMessage;
  readonly interruption: InterruptionWireMessage;
  readonly rich_content: RichContentWireMessage;
  readonly agent_typing: AgentTypingWireMessage;
  readonly internal_tentative_agent_response: InternalTentativeAgentResponseWireMessage;
  readonly client_tool_call: ClientToolCallWireMessage;
  readonly agent_tool_request: AgentToolRequestWireMessage;
  readonly agent_tool_response: AgentToolResponseWireMessage;
  readonly agent_tool_response_full_payload: AgentToolResponseFullPayloadWireMessage;
  readonly mcp_tool_call: McpToolCallWireMessage;
  readonly mcp_connection_status: McpConnectionStatusWireMessage;
}

/** Every message of a client, by its type; `user_audio_chunk` is the one that has none. */
export interface ClientWireMessages {
  readonly user_audio_chunk: UserAudioChunkWireMessage;
  readonly conversation_initiation_client_data: ConversationInitiationClientDataWireMessage;
  readonly enclave_setup_config: EnclaveSetupConfigWireMessage;
  readonly pong: PongWireMessage;
  readonly user_message: UserWireMessage;
  readonly user_activity: UserActivityWireMessage;
  readonly contextual_update: ContextualUpdateWireMessage;
  readonly client_tool_result: ClientToolResultWireMessage;
  readonly mcp_tool_approval_result: McpToolApprovalResultWireMessage;
  readonly feedback: FeedbackWireMessage;
  readonly multimodal_message: MultimodalWireMessage;
}

export interface ConversationInitiationMetadataPayload {
  readonly conversation_id: string;
  /** What the agent sends. */
  readonly agent_output_audio_format:
    'pcm_8000' | 'pcm_16000' | 'pcm_22050' | 'pcm_24000' | 'pcm_44100' | 'pcm_48000' | 'ulaw_8000';
  /** What the agent wants to hear. */
  readonly user_input_audio_format:
    'pcm_8000' | 'pcm_16000' | 'pcm_22050' | 'pcm_24000' | 'pcm_44100' | 'pcm_48000' | 'ulaw_8000';
  /** Seen live; not in the public contract. */
  readonly persistent_session_token?: string | null;
}

/** The agent is there: the first message of a conversation. */
export interface ConversationInitiationMetadataWireMessage {
  readonly type: 'conversation_initiation_metadata';
  readonly conversation_initiation_metadata_event: ConversationInitiationMetadataPayload;
}

export interface PingPayload {
  /** Shares its counter with the turns. */
  readonly event_id: number;
  /** The last round trip; null in the first ping. */
  readonly ping_ms?: number | null;
}

/** Wants a `pong` with the same id, at once. */
export interface PingWireMessage {
  readonly type: 'ping';
  readonly ping_event: PingPayload;
}

export interface QueueStatusPayload {
  readonly status: 'waiting' | 'admitted' | 'timed_out';
}

/** Waiting for a free place. Not in the public contract. */
export interface QueueStatusWireMessage {
  readonly type: 'queue_status';
  readonly queue_status_event: QueueStatusPayload;
}

export interface ErrorPayload {
  /** A WebSocket close code: 1000, 1002, 1008 or 1011. */
  readonly code: number;
  readonly message?: string | null;
  readonly error_type?:
    | 'unknown'
    | 'invalid_message'
    | 'telephony_agent_error'
    | 'mcp_tool_error'
    | 'mcp_https_error'
    | 'value_error'
    | 'missing_fields'
    | 'override_error'
    | 'missing_dynamic_variable_transfer'
    | 'missing_dynamic_variable'
    | 'websocket_disconnect'
    | 'safety_violation'
    | 'llm_timeout'
    | 'transport_receive_timeout'
    | 'asyncio_timeout'
    | 'http_exception'
    | 'max_duration_exceeded'
    | 'llm_error'
    | 'custom_llm_error'
    | 'cascade_brain_error'
    | 'asr_transcription_error'
    | 'vad_error'
    | 'turn_probability_error'
    | 'tts_cascade_error'
    | 'redis_timeout_error'
    | 'unknown_websocket_crash'
    | null;
  readonly reason?: string | null;
  readonly debug_message?: string | null;
  readonly details?: Readonly<Record<string, unknown>> | null;
}

/** Something failed; often the last message before the close. */
export interface ErrorWireMessage {
  readonly type: 'error';
  readonly error_event: ErrorPayload;
}

export interface ContextUsagePayload {
  /** The turn; grows during a conversation. */
  readonly event_id?: number;
  readonly model: string;
  readonly context_tokens: number;
  readonly context_limit_tokens: number;
}

/** How full the context of the LLM is. */
export interface ContextUsageWireMessage {
  readonly type: 'context_usage';
  readonly context_usage_event: ContextUsagePayload;
}

export interface VadScorePayload {
  readonly vad_score: number;
}

/** How likely it is that the user is speaking. */
export interface VadScoreWireMessage {
  readonly type: 'vad_score';
  readonly vad_score_event: VadScorePayload;
}

/** The recogniser is there. */
export interface AsrInitiationMetadataWireMessage {
  readonly type: 'asr_initiation_metadata';
  readonly asr_initiation_metadata_event: Readonly<Record<string, unknown>>;
}

/** A guardrail stopped the agent. */
export interface GuardrailTriggeredWireMessage {
  readonly type: 'guardrail_triggered';
}

/** A person took the call over. */
export interface ExternalAgentConnectedWireMessage {
  readonly type: 'external_agent_connected';
  readonly external_agent_connected_event?: Readonly<Record<string, unknown>>;
}

/** The person gave the call back. */
export interface ExternalAgentDisconnectedWireMessage {
  readonly type: 'external_agent_disconnected';
  readonly external_agent_disconnected_event?: Readonly<Record<string, unknown>>;
}

export interface InternalTurnProbabilityPayload {
  readonly turn_probability: number;
}

/** How likely it is that the user is done. Internal to the service. */
export interface InternalTurnProbabilityWireMessage {
  readonly type: 'internal_turn_probability';
  readonly turn_probability_internal_event: InternalTurnProbabilityPayload;
}

/** Facts about a turn. Payload unpublished. */
export interface AgentResponseMetadataWireMessage {
  readonly type: 'agent_response_metadata';
}

/** A turn is complete. Payload unpublished. */
export interface AgentResponseCompleteWireMessage {
  readonly type: 'agent_response_complete';
}

/** The client did something wrong. Payload unpublished. */
export interface ClientErrorWireMessage {
  readonly type: 'client_error';
}

/** The agent wants keys pressed. Payload unpublished. */
export interface DtmfRequestWireMessage {
  readonly type: 'dtmf_request';
}

export interface AlignmentPayload {
  /** The characters of the text that the audio says. */
  readonly chars: readonly string[];
  /** When each begins, from the start of this piece of audio. */
  readonly char_start_times_ms: readonly number[];
  /** How long each lasts. */
  readonly char_durations_ms: readonly number[];
}

export interface AudioPayload {
  /** In the announced format. */
  readonly audio_base_64: string;
  /** The turn; grows during a conversation. */
  readonly event_id?: number;
  /** Which character is heard when. The three lists have the same length. */
  readonly alignment?: AlignmentPayload | null;
  /** Seen live; not in the public contract. */
  readonly is_final?: boolean | null;
}

/** A piece of the speech of the agent. */
export interface AudioWireMessage {
  readonly type: 'audio';
  readonly audio_event: AudioPayload;
}

export interface AttachmentPayload {
  readonly url: string;
  readonly name: string;
  readonly mime_type?: string | null;
}

export interface AgentResponsePayload {
  readonly agent_response: string;
  /** The turn; grows during a conversation. */
  readonly event_id?: number;
  readonly attachments?: readonly AttachmentPayload[] | null;
  /** Seen live; not in the public contract. */
  readonly response_id?: string | null;
  /** Seen live; not in the public contract. */
  readonly in_response_to_ids?: readonly string[] | null;
  /** Seen live; not in the public contract. */
  readonly response_type?: string | null;
}

/** The whole text of a turn of the agent. */
export interface AgentResponseWireMessage {
  readonly type: 'agent_response';
  readonly agent_response_event: AgentResponsePayload;
}

export interface AgentResponseCorrectionPayload {
  readonly original_agent_response: string;
  /** `...` where nothing was heard. */
  readonly corrected_agent_response: string;
  /** The turn; grows during a conversation. */
  readonly event_id?: number;
}

/** What was heard of a turn that the user cut. */
export interface AgentResponseCorrectionWireMessage {
  readonly type: 'agent_response_correction';
  readonly agent_response_correction_event: AgentResponseCorrectionPayload;
}

export interface TextResponsePartPayload {
  readonly text: string;
  /** The text is empty in `start` and `stop`. */
  readonly type: 'start' | 'delta' | 'stop';
  /** The turn; grows during a conversation. */
  readonly event_id?: number;
}

/** Text of the agent as it is written. */
export interface AgentChatResponsePartWireMessage {
  readonly type: 'agent_chat_response_part';
  readonly text_response_part: TextResponsePartPayload;
}

export interface ReasoningResponsePartPayload {
  readonly text: string;
  /** The text is empty in `start` and `stop`. */
  readonly type: 'start' | 'delta' | 'stop';
  /** A string here, unlike everywhere else. */
  readonly event_id?: string;
}

/** Reasoning of the agent as it is written. Experimental. */
export interface AgentReasoningResponsePartWireMessage {
  readonly type: 'agent_reasoning_response_part';
  readonly reasoning_response_part: ReasoningResponsePartPayload;
}

export interface UserTranscriptPayload {
  readonly user_transcript: string;
  /** The turn; grows during a conversation. */
  readonly event_id?: number;
}

/** What the user said. */
export interface UserTranscriptWireMessage {
  readonly type: 'user_transcript';
  readonly user_transcription_event: UserTranscriptPayload;
}

export interface TentativeUserTranscriptPayload {
  readonly user_transcript: string;
  /** The turn; grows during a conversation. */
  readonly event_id?: number;
}

/** What the user seems to be saying; it may change. */
export interface TentativeUserTranscriptWireMessage {
  readonly type: 'tentative_user_transcript';
  readonly tentative_user_transcription_event: TentativeUserTranscriptPayload;
}

export interface InterruptionPayload {
  /** The turn; grows during a conversation. */
  readonly event_id?: number;
}

/** The user cut in. */
export interface InterruptionWireMessage {
  readonly type: 'interruption';
  readonly interruption_event: InterruptionPayload;
}

export interface RichContentPayload {
  readonly rich_content_id: string;
  readonly component: string;
  readonly props: Readonly<Record<string, unknown>>;
  /** The turn; grows during a conversation. */
  readonly event_id?: number;
}

/** A component for a screen. Experimental. */
export interface RichContentWireMessage {
  readonly type: 'rich_content';
  readonly rich_content: RichContentPayload;
}

export interface AgentTypingPayload {
  readonly is_typing: boolean;
  readonly duration_ms?: number;
}

/** A person on the side of the agent is typing. */
export interface AgentTypingWireMessage {
  readonly type: 'agent_typing';
  readonly agent_typing_event: AgentTypingPayload;
}

export interface InternalTentativeAgentResponsePayload {
  readonly tentative_agent_response: string;
}

/** What the agent might say. Internal to the service. */
export interface InternalTentativeAgentResponseWireMessage {
  readonly type: 'internal_tentative_agent_response';
  readonly tentative_agent_response_internal_event: InternalTentativeAgentResponsePayload;
}

export interface ClientToolCallPayload {
  readonly tool_name: string;
  readonly tool_call_id: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The turn; grows during a conversation. */
  readonly event_id?: number;
  /** Seen live; not in the public contract. */
  readonly expects_response?: boolean;
}

/** The agent wants the client to run a tool. */
export interface ClientToolCallWireMessage {
  readonly type: 'client_tool_call';
  readonly client_tool_call: ClientToolCallPayload;
}

export interface AgentToolRequestPayload {
  readonly tool_name: string;
  readonly tool_call_id: string;
  /** `client`, `system`, `webhook` or `mcp`. */
  readonly tool_type: string;
  /** The turn; grows during a conversation. */
  readonly event_id?: number;
}

/** The agent called a tool, whoever runs it. */
export interface AgentToolRequestWireMessage {
  readonly type: 'agent_tool_request';
  readonly agent_tool_request: AgentToolRequestPayload;
}

export interface AgentToolResponsePayload {
  readonly tool_name: string;
  readonly tool_call_id: string;
  /** `client`, `system`, `webhook` or `mcp`. */
  readonly tool_type: string;
  readonly is_error: boolean;
  /** Whether the tool began to run. */
  readonly is_called?: boolean;
  /** Seen live; not in the public contract of every message. */
  readonly is_blocked?: boolean | null;
  /** Seen live; not in the public contract. */
  readonly status?: string | null;
  /** The turn; grows during a conversation. */
  readonly event_id?: number;
}

/** A tool of the agent is through. */
export interface AgentToolResponseWireMessage {
  readonly type: 'agent_tool_response';
  readonly agent_tool_response: AgentToolResponsePayload;
}

export interface AgentToolResponseFullPayload {
  readonly tool_name: string;
  readonly tool_call_id: string;
  /** `client`, `system`, `webhook` or `mcp`. */
  readonly tool_type: string;
  readonly is_error: boolean;
  /** Whether the tool began to run. */
  readonly is_called?: boolean;
  /** Seen live; not in the public contract of every message. */
  readonly is_blocked?: boolean | null;
  /** Seen live; not in the public contract. */
  readonly status?: string | null;
  /** The turn; grows during a conversation. */
  readonly event_id?: number;
  /** At most 64 KB of it. */
  readonly full_tool_result: string;
  /** Whether the result was longer. */
  readonly truncated?: boolean;
}

/** A tool of the agent is through; carries its result. */
export interface AgentToolResponseFullPayloadWireMessage {
  readonly type: 'agent_tool_response_full_payload';
  readonly agent_tool_response_full_payload: AgentToolResponseFullPayload;
}

export interface McpToolCallPayload {
  readonly service_id: string;
  readonly tool_call_id: string;
  readonly tool_name: string;
  readonly tool_description?: string | null;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly state: 'loading' | 'awaiting_approval' | 'success' | 'failure';
  /** With `awaiting_approval`. */
  readonly approval_timeout_secs?: number | null;
  /** With `success`: content blocks of MCP. */
  readonly result?: readonly Readonly<Record<string, unknown>>[] | null;
  /** With `failure`. */
  readonly error_message?: string | null;
}

/** A call of an MCP tool has a new state. */
export interface McpToolCallWireMessage {
  readonly type: 'mcp_tool_call';
  readonly mcp_tool_call: McpToolCallPayload;
}

export interface McpIntegrationPayload {
  readonly integration_id: string;
  readonly integration_type: 'mcp_server' | 'mcp_integration';
  readonly is_connected: boolean;
  readonly tool_count: number;
}

export interface McpConnectionStatusPayload {
  readonly integrations: readonly McpIntegrationPayload[];
}

/** Which MCP servers are connected. */
export interface McpConnectionStatusWireMessage {
  readonly type: 'mcp_connection_status';
  readonly mcp_connection_status: McpConnectionStatusPayload;
}

/** A piece of what the microphone hears: the one message without a `type`. */
export interface UserAudioChunkWireMessage {
  /** Base64, in the announced format. */
  readonly user_audio_chunk: string;
}

export interface KnowledgeBasePayload {
  readonly type: 'file' | 'url' | 'text' | 'folder';
  readonly name: string;
  readonly id: string;
  readonly usage_mode?: 'prompt' | 'auto';
}

export interface PromptOverridePayload {
  /** The system prompt. */
  readonly prompt?: string | null;
  /** The model, such as `gemini-2.5-flash`. */
  readonly llm?: string | null;
  /** The tools of the agent, by id. */
  readonly tool_ids?: readonly string[] | null;
  /** Whether `tool_ids` also limits the tools of workflow nodes. */
  readonly tool_ids_strict?: boolean | null;
  readonly native_mcp_server_ids?: readonly string[] | null;
  readonly knowledge_base?: readonly KnowledgeBasePayload[] | null;
}

export interface AgentOverridePayload {
  /** What the agent says first; empty: it waits for the user. */
  readonly first_message?: string | null;
  /** Of recogniser and voice, such as `en` or `pt-br`. */
  readonly language?: string | null;
  readonly prompt?: PromptOverridePayload | null;
  /** MCP servers of the workspace, at most 10. */
  readonly native_mcp_server_ids?: readonly string[] | null;
  /** What the agent says when the conversation reaches its longest duration. */
  readonly max_conversation_duration_message?: string | null;
}

export interface SupportedVoicePayload {
  readonly label: string;
  readonly voice_id: string;
  readonly description?: string | null;
  readonly language?: string | null;
  readonly model_family?: string | null;
  readonly optimize_streaming_latency?: number | null;
  readonly stability?: number | null;
  readonly speed?: number | null;
  readonly similarity_boost?: number | null;
}

export interface PronunciationDictionaryPayload {
  readonly pronunciation_dictionary_id: string;
  readonly version_id?: string | null;
}

export interface TtsOverridePayload {
  readonly model_id?: string | null;
  readonly voice_id?: string | null;
  /** More voices that the agent may use. */
  readonly supported_voices?: readonly SupportedVoicePayload[] | null;
  /** 0 (lively) to 1 (even). */
  readonly stability?: number | null;
  /** 0.7 to 5; 1 is normal. */
  readonly speed?: number | null;
  /** 0 to 1. */
  readonly similarity_boost?: number | null;
  readonly pronunciation_dictionary_locators?: readonly PronunciationDictionaryPayload[] | null;
}

export interface AsrOverridePayload {
  /** Words that the recogniser should expect. */
  readonly keywords?: readonly string[] | null;
}

export interface SoftTimeoutPayload {
  /** What the agent says while its LLM takes long. */
  readonly message?: string | null;
  /** What it says after that. */
  readonly additional_soft_timeout_messages?: readonly string[] | null;
}

export interface TurnOverridePayload {
  readonly soft_timeout_config?: SoftTimeoutPayload | null;
}

export interface ConversationOverridePayload {
  /** No audio in either direction. */
  readonly text_only?: boolean | null;
  /** Which messages the service sends, in the place of those of the agent settings. */
  readonly client_events?:
    | readonly (
        | 'audio'
        | 'agent_response'
        | 'agent_response_correction'
        | 'agent_chat_response_part'
        | 'agent_reasoning_response_part'
        | 'interruption'
        | 'user_transcript'
        | 'tentative_user_transcript'
        | 'conversation_initiation_metadata'
        | 'client_tool_call'
        | 'rich_content'
        | 'agent_tool_request'
        | 'agent_tool_response'
        | 'agent_tool_response_full_payload'
        | 'mcp_tool_call'
        | 'mcp_connection_status'
        | 'vad_score'
        | 'ping'
        | 'context_usage'
        | 'asr_initiation_metadata'
        | 'guardrail_triggered'
        | 'internal_turn_probability'
        | 'internal_tentative_agent_response'
        | 'agent_typing'
        | 'external_agent_connected'
        | 'external_agent_disconnected'
        | 'agent_response_metadata'
        | 'agent_response_complete'
        | 'client_error'
        | 'dtmf_request'
      )[]
    | null;
  readonly max_duration_seconds?: number | null;
}

export interface OverridesPayload {
  readonly agent?: AgentOverridePayload | null;
  readonly tts?: TtsOverridePayload | null;
  readonly asr?: AsrOverridePayload | null;
  readonly turn?: TurnOverridePayload | null;
  readonly conversation?: ConversationOverridePayload | null;
}

export interface SourceInfoPayload {
  readonly source?: string | null;
  readonly version?: string | null;
}

export interface ToolMockConfigPayload {
  readonly mocking_strategy?: 'none' | 'all' | 'selected';
  /** With `selected`. */
  readonly mocked_tool_names?: readonly string[];
  /** Where no mock fits. */
  readonly fallback_strategy?: 'raise_error' | 'call_real_tool';
}

/** Begins a conversation. */
export interface ConversationInitiationClientDataWireMessage {
  readonly type: 'conversation_initiation_client_data';
  /** Changes to the configuration of the agent for one conversation. Its security settings must allow each of them. */
  readonly conversation_config_override?: OverridesPayload | null;
  /** Values for the `{{variables}}` in the prompts of the agent. */
  readonly dynamic_variables?: Readonly<Record<string, string | number | boolean>> | null;
  /** Handed to a custom LLM as it is. */
  readonly custom_llm_extra_body?: Readonly<Record<string, unknown>> | null;
  /** Your name for the user. */
  readonly user_id?: string | null;
  /** Which software is calling. */
  readonly source_info?: SourceInfoPayload | null;
  readonly tool_mock_config?: ToolMockConfigPayload | null;
  /** The branch of the agent. */
  readonly branch_id?: string | null;
  /** Where the workflow of the agent begins. */
  readonly starting_workflow_node_id?: string | null;
  /** The only procedures that the agent may use; empty: none. */
  readonly procedure_ids?: readonly string[] | null;
}

export interface PostCallWebhookPayload {
  readonly url: string;
  /** At least 16 characters. */
  readonly hmac_secret?: string | null;
}

/** Brings the agent to an on-premises server, before anything else. Not in the public contract. */
export interface EnclaveSetupConfigWireMessage {
  readonly type: 'enclave_setup_config';
  /** The agent, as the platform exports it. */
  readonly agent_config_dict?: Readonly<Record<string, unknown>> | null;
  /** Changes to the agent. */
  readonly override_agent_config_list?: readonly Readonly<Record<string, unknown>>[] | null;
  /** The tools, as the platform exports them. */
  readonly tools_config_list?: readonly Readonly<Record<string, unknown>>[] | null;
  readonly prompt_knowledge_base?: readonly string[] | null;
  /** The region of the model, such as `us` or `global`. */
  readonly bedrock_inference_profile?: string | null;
  readonly post_call_transcription_webhook?: PostCallWebhookPayload | null;
  readonly post_call_audio_webhook?: PostCallWebhookPayload | null;
  /** The older form of the webhook. */
  readonly post_call_transcription_webhook_url?: string | null;
  /** The older form of the webhook. */
  readonly post_call_audio_webhook_url?: string | null;
}

/** Answers a ping. */
export interface PongWireMessage {
  readonly type: 'pong';
  /** The id of the ping, as it came. */
  readonly event_id: number | string;
}

/** Something the user wrote; the agent takes it as said. */
export interface UserWireMessage {
  readonly type: 'user_message';
  readonly text?: string | null;
  /** The component that the text answers. */
  readonly rich_content_id?: string | null;
}

/** The user is busy: the agent should wait. */
export interface UserActivityWireMessage {
  readonly type: 'user_activity';
}

/** Background for the agent that interrupts nothing. */
export interface ContextualUpdateWireMessage {
  readonly type: 'contextual_update';
  readonly text: string;
  /** The service keeps only the newest update of each id. */
  readonly context_id?: string | null;
}

/** The answer to a `client_tool_call`. */
export interface ClientToolResultWireMessage {
  readonly type: 'client_tool_result';
  readonly tool_call_id: string;
  /** Always a string: the service closes the connection otherwise. */
  readonly result: string;
  readonly is_error: boolean;
}

/** Whether an MCP tool may run. */
export interface McpToolApprovalResultWireMessage {
  readonly type: 'mcp_tool_approval_result';
  readonly tool_call_id: string;
  readonly is_approved: boolean;
}

/** What the user thinks of a turn. */
export interface FeedbackWireMessage {
  readonly type: 'feedback';
  readonly event_id: number;
  readonly score: 'like' | 'dislike' | null;
}

export interface MultimodalTextPayload {
  readonly type: 'user_message';
  readonly text?: string | null;
  /** The component that the text answers. */
  readonly rich_content_id?: string | null;
}

export interface FileInputPayload {
  readonly type: 'file_input';
  readonly file_id: string;
}

/** Text and files of the user, as one turn. */
export interface MultimodalWireMessage {
  readonly type: 'multimodal_message';
  readonly text?: MultimodalTextPayload | null;
  readonly file?: FileInputPayload | null;
  /** Older servers read only `file`. */
  readonly files?: readonly FileInputPayload[] | null;
}

export interface KnowledgeBase {
  readonly type: 'file' | 'url' | 'text' | 'folder';
  readonly name: string;
  readonly id: string;
  readonly usageMode?: 'prompt' | 'auto';
}

export interface PromptOverride {
  /** The system prompt. */
  readonly prompt?: string;
  /** The model, such as `gemini-2.5-flash`. */
  readonly llm?: string;
  /** The tools of the agent, by id. */
  readonly toolIds?: readonly string[];
  /** Whether `tool_ids` also limits the tools of workflow nodes. */
  readonly toolIdsStrict?: boolean;
  readonly nativeMcpServerIds?: readonly string[];
  readonly knowledgeBase?: readonly KnowledgeBase[];
}

export interface AgentOverride {
  /** What the agent says first; empty: it waits for the user. */
  readonly firstMessage?: string;
  /** Of recogniser and voice, such as `en` or `pt-br`. */
  readonly language?: string;
  readonly prompt?: PromptOverride;
  /** MCP servers of the workspace, at most 10. */
  readonly nativeMcpServerIds?: readonly string[];
  /** What the agent says when the conversation reaches its longest duration. */
  readonly maxConversationDurationMessage?: string;
}

export interface SupportedVoice {
  readonly label: string;
  readonly voiceId: string;
  readonly description?: string;
  readonly language?: string;
  readonly modelFamily?: string;
  readonly optimizeStreamingLatency?: number;
  readonly stability?: number;
  readonly speed?: number;
  readonly similarityBoost?: number;
}

export interface PronunciationDictionary {
  readonly pronunciationDictionaryId: string;
  readonly versionId?: string;
}

export interface TtsOverride {
  readonly modelId?: string;
  readonly voiceId?: string;
  /** More voices that the agent may use. */
  readonly supportedVoices?: readonly SupportedVoice[];
  /** 0 (lively) to 1 (even). */
  readonly stability?: number;
  /** 0.7 to 5; 1 is normal. */
  readonly speed?: number;
  /** 0 to 1. */
  readonly similarityBoost?: number;
  readonly pronunciationDictionaryLocators?: readonly PronunciationDictionary[];
}

export interface AsrOverride {
  /** Words that the recogniser should expect. */
  readonly keywords?: readonly string[];
}

export interface SoftTimeout {
  /** What the agent says while its LLM takes long. */
  readonly message?: string;
  /** What it says after that. */
  readonly additionalSoftTimeoutMessages?: readonly string[];
}

export interface TurnOverride {
  readonly softTimeoutConfig?: SoftTimeout;
}

export interface ConversationOverride {
  /** No audio in either direction. */
  readonly textOnly?: boolean;
  /** Which messages the service sends, in the place of those of the agent settings. */
  readonly clientEvents?: readonly (
    | 'audio'
    | 'agent_response'
    | 'agent_response_correction'
    | 'agent_chat_response_part'
    | 'agent_reasoning_response_part'
    | 'interruption'
    | 'user_transcript'
    | 'tentative_user_transcript'
    | 'conversation_initiation_metadata'
    | 'client_tool_call'
    | 'rich_content'
    | 'agent_tool_request'
    | 'agent_tool_response'
    | 'agent_tool_response_full_payload'
    | 'mcp_tool_call'
    | 'mcp_connection_status'
    | 'vad_score'
    | 'ping'
    | 'context_usage'
    | 'asr_initiation_metadata'
    | 'guardrail_triggered'
    | 'internal_turn_probability'
    | 'internal_tentative_agent_response'
    | 'agent_typing'
    | 'external_agent_connected'
    | 'external_agent_disconnected'
    | 'agent_response_metadata'
    | 'agent_response_complete'
    | 'client_error'
    | 'dtmf_request'
  )[];
  readonly maxDurationSeconds?: number;
}

/** Changes to the configuration of the agent for one conversation. Its security settings must allow each of them. */
export interface Overrides {
  readonly agent?: AgentOverride;
  readonly tts?: TtsOverride;
  readonly asr?: AsrOverride;
  readonly turn?: TurnOverride;
  readonly conversation?: ConversationOverride;
}

/** Which software is calling. */
export interface SourceInfo {
  readonly source?: string;
  readonly version?: string;
}

export interface ToolMockConfig {
  readonly mockingStrategy?: 'none' | 'all' | 'selected';
  /** With `selected`. */
  readonly mockedToolNames?: readonly string[];
  /** Where no mock fits. */
  readonly fallbackStrategy?: 'raise_error' | 'call_real_tool';
}

export interface PostCallWebhook {
  readonly url: string;
  /** At least 16 characters. */
  readonly hmacSecret?: string;
}

/** What an on-premises server is told before anything else. */
export interface EnclaveSetup {
  /** The agent, as the platform exports it. */
  readonly agentConfigDict?: Readonly<Record<string, unknown>>;
  /** Changes to the agent. */
  readonly overrideAgentConfigList?: readonly Readonly<Record<string, unknown>>[];
  /** The tools, as the platform exports them. */
  readonly toolsConfigList?: readonly Readonly<Record<string, unknown>>[];
  readonly promptKnowledgeBase?: readonly string[];
  /** The region of the model, such as `us` or `global`. */
  readonly bedrockInferenceProfile?: string;
  readonly postCallTranscriptionWebhook?: PostCallWebhook;
  readonly postCallAudioWebhook?: PostCallWebhook;
}

export interface InitiationOptions {
  /** Changes to the configuration of the agent for one conversation. Its security settings must allow each of them. */
  readonly overrides?: Overrides;
  /** Values for the `{{variables}}` in the prompts of the agent. */
  readonly dynamicVariables?: Readonly<Record<string, string | number | boolean>>;
  /** Handed to a custom LLM as it is. */
  readonly customLlmExtraBody?: Readonly<Record<string, unknown>>;
  /** Your name for the user. */
  readonly userId?: string;
  /** Which software is calling. */
  readonly sourceInfo?: SourceInfo;
  readonly toolMockConfig?: ToolMockConfig;
  /** The branch of the agent. */
  readonly branchId?: string;
  /** Where the workflow of the agent begins. */
  readonly startingWorkflowNodeId?: string;
  /** The only procedures that the agent may use; empty: none. */
  readonly procedureIds?: readonly string[];
  /** What an on-premises server is told before anything else. */
  readonly enclaveSetup?: EnclaveSetup;
  /** Fields of tomorrow, named as on the wire: merged deeply into the message, over everything else. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** Further fields are always allowed. */
export const serverMessageSchemas: Readonly<Record<keyof ServerWireMessages, ContractSchema>> = {
  conversation_initiation_metadata: {
    type: 'object',
    required: ['type', 'conversation_initiation_metadata_event'],
    properties: {
      type: { type: 'string', const: 'conversation_initiation_metadata' },
      conversation_initiation_metadata_event: {
        type: 'object',
        required: ['conversation_id', 'agent_output_audio_format', 'user_input_audio_format'],
        properties: {
          conversation_id: { type: 'string' },
          agent_output_audio_format: {
            enum: ['pcm_8000', 'pcm_16000', 'pcm_22050', 'pcm_24000', 'pcm_44100', 'pcm_48000', 'ulaw_8000'],
          },
          user_input_audio_format: {
            enum: ['pcm_8000', 'pcm_16000', 'pcm_22050', 'pcm_24000', 'pcm_44100', 'pcm_48000', 'ulaw_8000'],
          },
          persistent_session_token: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        },
      },
    },
  },
  ping: {
    type: 'object',
    required: ['type', 'ping_event'],
    properties: {
      type: { type: 'string', const: 'ping' },
      ping_event: {
        type: 'object',
        required: ['event_id'],
        properties: {
          event_id: { type: 'integer' },
          ping_ms: { anyOf: [{ type: 'number' }, { type: 'null' }] },
        },
      },
    },
  },
  queue_status: {
    type: 'object',
    required: ['type', 'queue_status_event'],
    properties: {
      type: { type: 'string', const: 'queue_status' },
      queue_status_event: {
        type: 'object',
        required: ['status'],
        properties: { status: { enum: ['waiting', 'admitted', 'timed_out'] } },
      },
    },
  },
  error: {
    type: 'object',
    required: ['type', 'error_event'],
    properties: {
      type: { type: 'string', const: 'error' },
      error_event: {
        type: 'object',
        required: ['code'],
        properties: {
          code: { type: 'integer' },
          message: { anyOf: [{ type: 'string' }, { type: 'null' }] },
          error_type: {
            anyOf: [
              {
                enum: [
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
                ],
              },
              { type: 'null' },
            ],
          },
          reason: { anyOf: [{ type: 'string' }, { type: 'null' }] },
          debug_message: { anyOf: [{ type: 'string' }, { type: 'null' }] },
          details: {
            anyOf: [{ type: 'object', properties: {}, additionalProperties: {} }, { type: 'null' }],
          },
        },
      },
    },
  },
  context_usage: {
    type: 'object',
    required: ['type', 'context_usage_event'],
    properties: {
      type: { type: 'string', const: 'context_usage' },
      context_usage_event: {
        type: 'object',
        required: ['model', 'context_tokens', 'context_limit_tokens'],
        properties: {
          event_id: { type: 'integer' },
          model: { type: 'string' },
          context_tokens: { type: 'integer' },
          context_limit_tokens: { type: 'integer' },
        },
      },
    },
  },
  vad_score: {
    type: 'object',
    required: ['type', 'vad_score_event'],
    properties: {
      type: { type: 'string', const: 'vad_score' },
      vad_score_event: {
        type: 'object',
        required: ['vad_score'],
        properties: { vad_score: { type: 'number', minimum: 0, maximum: 1 } },
      },
    },
  },
  asr_initiation_metadata: {
    type: 'object',
    required: ['type', 'asr_initiation_metadata_event'],
    properties: {
      type: { type: 'string', const: 'asr_initiation_metadata' },
      asr_initiation_metadata_event: { type: 'object', properties: {}, additionalProperties: {} },
    },
  },
  guardrail_triggered: {
    type: 'object',
    required: ['type'],
    properties: { type: { type: 'string', const: 'guardrail_triggered' } },
  },
  external_agent_connected: {
    type: 'object',
    required: ['type'],
    properties: {
      type: { type: 'string', const: 'external_agent_connected' },
      external_agent_connected_event: { type: 'object', properties: {}, additionalProperties: {} },
    },
  },
  external_agent_disconnected: {
    type: 'object',
    required: ['type'],
    properties: {
      type: { type: 'string', const: 'external_agent_disconnected' },
      external_agent_disconnected_event: { type: 'object', properties: {}, additionalProperties: {} },
    },
  },
  internal_turn_probability: {
    type: 'object',
    required: ['type', 'turn_probability_internal_event'],
    properties: {
      type: { type: 'string', const: 'internal_turn_probability' },
      turn_probability_internal_event: {
        type: 'object',
        required: ['turn_probability'],
        properties: { turn_probability: { type: 'number', minimum: 0, maximum: 1 } },
      },
    },
  },
  agent_response_metadata: {
    type: 'object',
    required: ['type'],
    properties: { type: { type: 'string', const: 'agent_response_metadata' } },
  },
  agent_response_complete: {
    type: 'object',
    required: ['type'],
    properties: { type: { type: 'string', const: 'agent_response_complete' } },
  },
  client_error: {
    type: 'object',
    required: ['type'],
    properties: { type: { type: 'string', const: 'client_error' } },
  },
  dtmf_request: {
    type: 'object',
    required: ['type'],
    properties: { type: { type: 'string', const: 'dtmf_request' } },
  },
  audio: {
    type: 'object',
    required: ['type', 'audio_event'],
    properties: {
      type: { type: 'string', const: 'audio' },
      audio_event: {
        type: 'object',
        required: ['audio_base_64'],
        properties: {
          audio_base_64: { type: 'string' },
          event_id: { type: 'integer' },
          alignment: {
            anyOf: [
              {
                type: 'object',
                required: ['chars', 'char_start_times_ms', 'char_durations_ms'],
                properties: {
                  chars: { type: 'array', items: { type: 'string' } },
                  char_start_times_ms: { type: 'array', items: { type: 'number' } },
                  char_durations_ms: { type: 'array', items: { type: 'number' } },
                },
              },
              { type: 'null' },
            ],
          },
          is_final: { anyOf: [{ type: 'boolean' }, { type: 'null' }] },
        },
      },
    },
  },
  agent_response: {
    type: 'object',
    required: ['type', 'agent_response_event'],
    properties: {
      type: { type: 'string', const: 'agent_response' },
      agent_response_event: {
        type: 'object',
        required: ['agent_response'],
        properties: {
          agent_response: { type: 'string' },
          event_id: { type: 'integer' },
          attachments: {
            anyOf: [
              {
                type: 'array',
                items: {
                  type: 'object',
                  required: ['url', 'name'],
                  properties: {
                    url: { type: 'string' },
                    name: { type: 'string' },
                    mime_type: { anyOf: [{ type: 'string' }, { type: 'null' }] },
                  },
                },
              },
              { type: 'null' },
            ],
          },
          response_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
          in_response_to_ids: { anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'null' }] },
          response_type: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        },
      },
    },
  },
  agent_response_correction: {
    type: 'object',
    required: ['type', 'agent_response_correction_event'],
    properties: {
      type: { type: 'string', const: 'agent_response_correction' },
      agent_response_correction_event: {
        type: 'object',
        required: ['original_agent_response', 'corrected_agent_response'],
        properties: {
          original_agent_response: { type: 'string' },
          corrected_agent_response: { type: 'string' },
          event_id: { type: 'integer' },
        },
      },
    },
  },
  agent_chat_response_part: {
    type: 'object',
    required: ['type', 'text_response_part'],
    properties: {
      type: { type: 'string', const: 'agent_chat_response_part' },
      text_response_part: {
        type: 'object',
        required: ['text', 'type'],
        properties: {
          text: { type: 'string' },
          type: { enum: ['start', 'delta', 'stop'] },
          event_id: { type: 'integer' },
        },
      },
    },
  },
  agent_reasoning_response_part: {
    type: 'object',
    required: ['type', 'reasoning_response_part'],
    properties: {
      type: { type: 'string', const: 'agent_reasoning_response_part' },
      reasoning_response_part: {
        type: 'object',
        required: ['text', 'type'],
        properties: {
          text: { type: 'string' },
          type: { enum: ['start', 'delta', 'stop'] },
          event_id: { type: 'string' },
        },
      },
    },
  },
  user_transcript: {
    type: 'object',
    required: ['type', 'user_transcription_event'],
    properties: {
      type: { type: 'string', const: 'user_transcript' },
      user_transcription_event: {
        type: 'object',
        required: ['user_transcript'],
        properties: { user_transcript: { type: 'string' }, event_id: { type: 'integer' } },
      },
    },
  },
  tentative_user_transcript: {
    type: 'object',
    required: ['type', 'tentative_user_transcription_event'],
    properties: {
      type: { type: 'string', const: 'tentative_user_transcript' },
      tentative_user_transcription_event: {
        type: 'object',
        required: ['user_transcript'],
        properties: { user_transcript: { type: 'string' }, event_id: { type: 'integer' } },
      },
    },
  },
  interruption: {
    type: 'object',
    required: ['type', 'interruption_event'],
    properties: {
      type: { type: 'string', const: 'interruption' },
      interruption_event: { type: 'object', properties: { event_id: { type: 'integer' } } },
    },
  },
  rich_content: {
    type: 'object',
    required: ['type', 'rich_content'],
    properties: {
      type: { type: 'string', const: 'rich_content' },
      rich_content: {
        type: 'object',
        required: ['rich_content_id', 'component', 'props'],
        properties: {
          rich_content_id: { type: 'string' },
          component: { type: 'string' },
          props: { type: 'object', properties: {}, additionalProperties: {} },
          event_id: { type: 'integer' },
        },
      },
    },
  },
  agent_typing: {
    type: 'object',
    required: ['type', 'agent_typing_event'],
    properties: {
      type: { type: 'string', const: 'agent_typing' },
      agent_typing_event: {
        type: 'object',
        required: ['is_typing'],
        properties: { is_typing: { type: 'boolean' }, duration_ms: { type: 'integer' } },
      },
    },
  },
  internal_tentative_agent_response: {
    type: 'object',
    required: ['type', 'tentative_agent_response_internal_event'],
    properties: {
      type: { type: 'string', const: 'internal_tentative_agent_response' },
      tentative_agent_response_internal_event: {
        type: 'object',
        required: ['tentative_agent_response'],
        properties: { tentative_agent_response: { type: 'string' } },
      },
    },
  },
  client_tool_call: {
    type: 'object',
    required: ['type', 'client_tool_call'],
    properties: {
      type: { type: 'string', const: 'client_tool_call' },
      client_tool_call: {
        type: 'object',
        required: ['tool_name', 'tool_call_id', 'parameters'],
        properties: {
          tool_name: { type: 'string' },
          tool_call_id: { type: 'string' },
          parameters: { type: 'object', properties: {}, additionalProperties: {} },
          event_id: { type: 'integer' },
          expects_response: { type: 'boolean' },
        },
      },
    },
  },
  agent_tool_request: {
    type: 'object',
    required: ['type', 'agent_tool_request'],
    properties: {
      type: { type: 'string', const: 'agent_tool_request' },
      agent_tool_request: {
        type: 'object',
        required: ['tool_name', 'tool_call_id', 'tool_type'],
        properties: {
          tool_name: { type: 'string' },
          tool_call_id: { type: 'string' },
          tool_type: { type: 'string' },
          event_id: { type: 'integer' },
        },
      },
    },
  },
  agent_tool_response: {
    type: 'object',
    required: ['type', 'agent_tool_response'],
    properties: {
      type: { type: 'string', const: 'agent_tool_response' },
      agent_tool_response: {
        type: 'object',
        required: ['tool_name', 'tool_call_id', 'tool_type', 'is_error'],
        properties: {
          tool_name: { type: 'string' },
          tool_call_id: { type: 'string' },
          tool_type: { type: 'string' },
          is_error: { type: 'boolean' },
          is_called: { type: 'boolean' },
          is_blocked: { anyOf: [{ type: 'boolean' }, { type: 'null' }] },
          status: { anyOf: [{ type: 'string' }, { type: 'null' }] },
          event_id: { type: 'integer' },
        },
      },
    },
  },
  agent_tool_response_full_payload: {
    type: 'object',
    required: ['type', 'agent_tool_response_full_payload'],
    properties: {
      type: { type: 'string', const: 'agent_tool_response_full_payload' },
      agent_tool_response_full_payload: {
        type: 'object',
        required: ['tool_name', 'tool_call_id', 'tool_type', 'is_error', 'full_tool_result'],
        properties: {
          tool_name: { type: 'string' },
          tool_call_id: { type: 'string' },
          tool_type: { type: 'string' },
          is_error: { type: 'boolean' },
          is_called: { type: 'boolean' },
          is_blocked: { anyOf: [{ type: 'boolean' }, { type: 'null' }] },
          status: { anyOf: [{ type: 'string' }, { type: 'null' }] },
          event_id: { type: 'integer' },
          full_tool_result: { type: 'string' },
          truncated: { type: 'boolean' },
        },
      },
    },
  },
  mcp_tool_call: {
    type: 'object',
    required: ['type', 'mcp_tool_call'],
    properties: {
      type: { type: 'string', const: 'mcp_tool_call' },
      mcp_tool_call: {
        type: 'object',
        required: ['service_id', 'tool_call_id', 'tool_name', 'parameters', 'timestamp', 'state'],
        properties: {
          service_id: { type: 'string' },
          tool_call_id: { type: 'string' },
          tool_name: { type: 'string' },
          tool_description: { anyOf: [{ type: 'string' }, { type: 'null' }] },
          parameters: { type: 'object', properties: {}, additionalProperties: {} },
          timestamp: { type: 'string' },
          state: { enum: ['loading', 'awaiting_approval', 'success', 'failure'] },
          approval_timeout_secs: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
          result: {
            anyOf: [
              { type: 'array', items: { type: 'object', properties: {}, additionalProperties: {} } },
              { type: 'null' },
            ],
          },
          error_message: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        },
      },
    },
  },
  mcp_connection_status: {
    type: 'object',
    required: ['type', 'mcp_connection_status'],
    properties: {
      type: { type: 'string', const: 'mcp_connection_status' },
      mcp_connection_status: {
        type: 'object',
        required: ['integrations'],
        properties: {
          integrations: {
            type: 'array',
            items: {
              type: 'object',
              required: ['integration_id', 'integration_type', 'is_connected', 'tool_count'],
              properties: {
                integration_id: { type: 'string' },
                integration_type: { enum: ['mcp_server', 'mcp_integration'] },
                is_connected: { type: 'boolean' },
                tool_count: { type: 'integer' },
              },
            },
          },
        },
      },
    },
  },
};

/** Further fields are not allowed. */
export const clientMessageSchemas: Readonly<Record<keyof ClientWireMessages, ContractSchema>> = {
  user_audio_chunk: {
    type: 'object',
    required: ['user_audio_chunk'],
    properties: { user_audio_chunk: { type: 'string' } },
    additionalProperties: false,
  },
  conversation_initiation_client_data: {
    type: 'object',
    required: ['type'],
    properties: {
      type: { type: 'string', const: 'conversation_initiation_client_data' },
      conversation_config_override: {
        anyOf: [
          {
            type: 'object',
            properties: {
              agent: {
                anyOf: [
                  {
                    type: 'object',
                    properties: {
                      first_message: { anyOf: [{ type: 'string' }, { type: 'null' }] },
                      language: { anyOf: [{ type: 'string' }, { type: 'null' }] },
                      prompt: {
                        anyOf: [
                          {
                            type: 'object',
                            properties: {
                              prompt: { anyOf: [{ type: 'string' }, { type: 'null' }] },
                              llm: { anyOf: [{ type: 'string' }, { type: 'null' }] },
                              tool_ids: {
                                anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'null' }],
                              },
                              tool_ids_strict: { anyOf: [{ type: 'boolean' }, { type: 'null' }] },
                              native_mcp_server_ids: {
                                anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'null' }],
                              },
                              knowledge_base: {
                                anyOf: [
                                  {
                                    type: 'array',
                                    items: {
                                      type: 'object',
                                      required: ['type', 'name', 'id'],
                                      properties: {
                                        type: { enum: ['file', 'url', 'text', 'folder'] },
                                        name: { type: 'string' },
                                        id: { type: 'string' },
                                        usage_mode: { enum: ['prompt', 'auto'] },
                                      },
                                      additionalProperties: false,
                                    },
                                  },
                                  { type: 'null' },
                                ],
                              },
                            },
                            additionalProperties: false,
                          },
                          { type: 'null' },
                        ],
                      },
                      native_mcp_server_ids: {
                        anyOf: [{ type: 'array', items: { type: 'string' }, maxItems: 10 }, { type: 'null' }],
                      },
                      max_conversation_duration_message: { anyOf: [{ type: 'string' }, { type: 'null' }] },
                    },
                    additionalProperties: false,
                  },
                  { type: 'null' },
                ],
              },
              tts: {
                anyOf: [
                  {
                    type: 'object',
                    properties: {
                      model_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
                      voice_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
                      supported_voices: {
                        anyOf: [
                          {
                            type: 'array',
                            items: {
                              type: 'object',
                              required: ['label', 'voice_id'],
                              properties: {
                                label: { type: 'string' },
                                voice_id: { type: 'string' },
                                description: { anyOf: [{ type: 'string' }, { type: 'null' }] },
                                language: { anyOf: [{ type: 'string' }, { type: 'null' }] },
                                model_family: { anyOf: [{ type: 'string' }, { type: 'null' }] },
                                optimize_streaming_latency: {
                                  anyOf: [{ type: 'integer' }, { type: 'null' }],
                                },
                                stability: { anyOf: [{ type: 'number' }, { type: 'null' }] },
                                speed: { anyOf: [{ type: 'number' }, { type: 'null' }] },
                                similarity_boost: { anyOf: [{ type: 'number' }, { type: 'null' }] },
                              },
                              additionalProperties: false,
                            },
                          },
                          { type: 'null' },
                        ],
                      },
                      stability: { anyOf: [{ type: 'number', minimum: 0, maximum: 1 }, { type: 'null' }] },
                      speed: { anyOf: [{ type: 'number', minimum: 0.7, maximum: 5 }, { type: 'null' }] },
                      similarity_boost: {
                        anyOf: [{ type: 'number', minimum: 0, maximum: 1 }, { type: 'null' }],
                      },
                      pronunciation_dictionary_locators: {
                        anyOf: [
                          {
                            type: 'array',
                            items: {
                              type: 'object',
                              required: ['pronunciation_dictionary_id'],
                              properties: {
                                pronunciation_dictionary_id: { type: 'string' },
                                version_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
                              },
                              additionalProperties: false,
                            },
                          },
                          { type: 'null' },
                        ],
                      },
                    },
                    additionalProperties: false,
                  },
                  { type: 'null' },
                ],
              },
              asr: {
                anyOf: [
                  {
                    type: 'object',
                    properties: {
                      keywords: { anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'null' }] },
                    },
                    additionalProperties: false,
                  },
                  { type: 'null' },
                ],
              },
              turn: {
                anyOf: [
                  {
                    type: 'object',
                    properties: {
                      soft_timeout_config: {
                        anyOf: [
                          {
                            type: 'object',
                            properties: {
                              message: { anyOf: [{ type: 'string' }, { type: 'null' }] },
                              additional_soft_timeout_messages: {
                                anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'null' }],
                              },
                            },
                            additionalProperties: false,
                          },
                          { type: 'null' },
                        ],
                      },
                    },
                    additionalProperties: false,
                  },
                  { type: 'null' },
                ],
              },
              conversation: {
                anyOf: [
                  {
                    type: 'object',
                    properties: {
                      text_only: { anyOf: [{ type: 'boolean' }, { type: 'null' }] },
                      client_events: {
                        anyOf: [
                          {
                            type: 'array',
                            items: {
                              enum: [
                                'audio',
                                'agent_response',
                                'agent_response_correction',
                                'agent_chat_response_part',
                                'agent_reasoning_response_part',
                                'interruption',
                                'user_transcript',
                                'tentative_user_transcript',
                                'conversation_initiation_metadata',
                                'client_tool_call',
                                'rich_content',
                                'agent_tool_request',
                                'agent_tool_response',
                                'agent_tool_response_full_payload',
                                'mcp_tool_call',
                                'mcp_connection_status',
                                'vad_score',
                                'ping',
                                'context_usage',
                                'asr_initiation_metadata',
                                'guardrail_triggered',
                                'internal_turn_probability',
                                'internal_tentative_agent_response',
                                'agent_typing',
                                'external_agent_connected',
                                'external_agent_disconnected',
                                'agent_response_metadata',
                                'agent_response_complete',
                                'client_error',
                                'dtmf_request',
                              ],
                            },
                            minItems: 1,
                          },
                          { type: 'null' },
                        ],
                      },
                      max_duration_seconds: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }] },
                    },
                    additionalProperties: false,
                  },
                  { type: 'null' },
                ],
              },
            },
            additionalProperties: false,
          },
          { type: 'null' },
        ],
      },
      dynamic_variables: {
        anyOf: [
          {
            type: 'object',
            properties: {},
            additionalProperties: { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] },
          },
          { type: 'null' },
        ],
      },
      custom_llm_extra_body: {
        anyOf: [{ type: 'object', properties: {}, additionalProperties: {} }, { type: 'null' }],
      },
      user_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      source_info: {
        anyOf: [
          {
            type: 'object',
            properties: {
              source: { anyOf: [{ type: 'string' }, { type: 'null' }] },
              version: { anyOf: [{ type: 'string' }, { type: 'null' }] },
            },
            additionalProperties: false,
          },
          { type: 'null' },
        ],
      },
      tool_mock_config: {
        anyOf: [
          {
            type: 'object',
            properties: {
              mocking_strategy: { enum: ['none', 'all', 'selected'] },
              mocked_tool_names: { type: 'array', items: { type: 'string' } },
              fallback_strategy: { enum: ['raise_error', 'call_real_tool'] },
            },
            additionalProperties: false,
          },
          { type: 'null' },
        ],
      },
      branch_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      starting_workflow_node_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      procedure_ids: { anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'null' }] },
    },
    additionalProperties: false,
  },
  enclave_setup_config: {
    type: 'object',
    required: ['type'],
    properties: {
      type: { type: 'string', const: 'enclave_setup_config' },
      agent_config_dict: {
        anyOf: [{ type: 'object', properties: {}, additionalProperties: {} }, { type: 'null' }],
      },
      override_agent_config_list: {
        anyOf: [
          { type: 'array', items: { type: 'object', properties: {}, additionalProperties: {} } },
          { type: 'null' },
        ],
      },
      tools_config_list: {
        anyOf: [
          { type: 'array', items: { type: 'object', properties: {}, additionalProperties: {} } },
          { type: 'null' },
        ],
      },
      prompt_knowledge_base: { anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'null' }] },
      bedrock_inference_profile: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      post_call_transcription_webhook: {
        anyOf: [
          {
            type: 'object',
            required: ['url'],
            properties: {
              url: { type: 'string' },
              hmac_secret: { anyOf: [{ type: 'string', minLength: 16 }, { type: 'null' }] },
            },
            additionalProperties: false,
          },
          { type: 'null' },
        ],
      },
      post_call_audio_webhook: {
        anyOf: [
          {
            type: 'object',
            required: ['url'],
            properties: {
              url: { type: 'string' },
              hmac_secret: { anyOf: [{ type: 'string', minLength: 16 }, { type: 'null' }] },
            },
            additionalProperties: false,
          },
          { type: 'null' },
        ],
      },
      post_call_transcription_webhook_url: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      post_call_audio_webhook_url: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    },
    additionalProperties: false,
  },
  pong: {
    type: 'object',
    required: ['type', 'event_id'],
    properties: {
      type: { type: 'string', const: 'pong' },
      event_id: { anyOf: [{ type: 'integer' }, { type: 'string' }] },
    },
    additionalProperties: false,
  },
  user_message: {
    type: 'object',
    required: ['type'],
    properties: {
      type: { type: 'string', const: 'user_message' },
      text: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      rich_content_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    },
    additionalProperties: false,
  },
  user_activity: {
    type: 'object',
    required: ['type'],
    properties: { type: { type: 'string', const: 'user_activity' } },
    additionalProperties: false,
  },
  contextual_update: {
    type: 'object',
    required: ['type', 'text'],
    properties: {
      type: { type: 'string', const: 'contextual_update' },
      text: { type: 'string' },
      context_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    },
    additionalProperties: false,
  },
  client_tool_result: {
    type: 'object',
    required: ['type', 'tool_call_id', 'result', 'is_error'],
    properties: {
      type: { type: 'string', const: 'client_tool_result' },
      tool_call_id: { type: 'string' },
      result: { type: 'string' },
      is_error: { type: 'boolean' },
    },
    additionalProperties: false,
  },
  mcp_tool_approval_result: {
    type: 'object',
    required: ['type', 'tool_call_id', 'is_approved'],
    properties: {
      type: { type: 'string', const: 'mcp_tool_approval_result' },
      tool_call_id: { type: 'string' },
      is_approved: { type: 'boolean' },
    },
    additionalProperties: false,
  },
  feedback: {
    type: 'object',
    required: ['type', 'event_id', 'score'],
    properties: {
      type: { type: 'string', const: 'feedback' },
      event_id: { type: 'integer' },
      score: { anyOf: [{ enum: ['like', 'dislike'] }, { type: 'null' }] },
    },
    additionalProperties: false,
  },
  multimodal_message: {
    type: 'object',
    required: ['type'],
    properties: {
      type: { type: 'string', const: 'multimodal_message' },
      text: {
        anyOf: [
          {
            type: 'object',
            required: ['type'],
            properties: {
              type: { type: 'string', const: 'user_message' },
              text: { anyOf: [{ type: 'string' }, { type: 'null' }] },
              rich_content_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
            },
            additionalProperties: false,
          },
          { type: 'null' },
        ],
      },
      file: {
        anyOf: [
          {
            type: 'object',
            required: ['type', 'file_id'],
            properties: { type: { type: 'string', const: 'file_input' }, file_id: { type: 'string' } },
            additionalProperties: false,
          },
          { type: 'null' },
        ],
      },
      files: {
        anyOf: [
          {
            type: 'array',
            items: {
              type: 'object',
              required: ['type', 'file_id'],
              properties: { type: { type: 'string', const: 'file_input' }, file_id: { type: 'string' } },
              additionalProperties: false,
            },
          },
          { type: 'null' },
        ],
      },
    },
    additionalProperties: false,
  },
};

/** Names this state of the schemas of all messages: another one has another hash. */
export const contractHash = '695eb5c2fd1827f1';

/** What a session may be told about the conversation that it starts. */
export const initiationOptionsSchema: ContractSchema = {
  type: 'object',
  properties: {
    overrides: {
      type: 'object',
      properties: {
        agent: {
          type: 'object',
          properties: {
            firstMessage: { type: 'string' },
            language: { type: 'string' },
            prompt: {
              type: 'object',
              properties: {
                prompt: { type: 'string' },
                llm: { type: 'string' },
                toolIds: { type: 'array', items: { type: 'string' } },
                toolIdsStrict: { type: 'boolean' },
                nativeMcpServerIds: { type: 'array', items: { type: 'string' } },
                knowledgeBase: {
                  type: 'array',
                  items: {
                    type: 'object',
                    required: ['type', 'name', 'id'],
                    properties: {
                      type: { enum: ['file', 'url', 'text', 'folder'] },
                      name: { type: 'string' },
                      id: { type: 'string' },
                      usageMode: { enum: ['prompt', 'auto'] },
                    },
                    additionalProperties: false,
                  },
                },
              },
              additionalProperties: false,
            },
            nativeMcpServerIds: { type: 'array', maxItems: 10, items: { type: 'string' } },
            maxConversationDurationMessage: { type: 'string' },
          },
          additionalProperties: false,
        },
        tts: {
          type: 'object',
          properties: {
            modelId: { type: 'string' },
            voiceId: { type: 'string' },
            supportedVoices: {
              type: 'array',
              items: {
                type: 'object',
                required: ['label', 'voiceId'],
                properties: {
                  label: { type: 'string' },
                  voiceId: { type: 'string' },
                  description: { type: 'string' },
                  language: { type: 'string' },
                  modelFamily: { type: 'string' },
                  optimizeStreamingLatency: { type: 'integer' },
                  stability: { type: 'number' },
                  speed: { type: 'number' },
                  similarityBoost: { type: 'number' },
                },
                additionalProperties: false,
              },
            },
            stability: { type: 'number', minimum: 0, maximum: 1 },
            speed: { type: 'number', minimum: 0.7, maximum: 5 },
            similarityBoost: { type: 'number', minimum: 0, maximum: 1 },
            pronunciationDictionaryLocators: {
              type: 'array',
              items: {
                type: 'object',
                required: ['pronunciationDictionaryId'],
                properties: { pronunciationDictionaryId: { type: 'string' }, versionId: { type: 'string' } },
                additionalProperties: false,
              },
            },
          },
          additionalProperties: false,
        },
        asr: {
          type: 'object',
          properties: { keywords: { type: 'array', items: { type: 'string' } } },
          additionalProperties: false,
        },
        turn: {
          type: 'object',
          properties: {
            softTimeoutConfig: {
              type: 'object',
              properties: {
                message: { type: 'string' },
                additionalSoftTimeoutMessages: { type: 'array', items: { type: 'string' } },
              },
              additionalProperties: false,
            },
          },
          additionalProperties: false,
        },
        conversation: {
          type: 'object',
          properties: {
            textOnly: { type: 'boolean' },
            clientEvents: {
              type: 'array',
              minItems: 1,
              items: {
                enum: [
                  'audio',
                  'agent_response',
                  'agent_response_correction',
                  'agent_chat_response_part',
                  'agent_reasoning_response_part',
                  'interruption',
                  'user_transcript',
                  'tentative_user_transcript',
                  'conversation_initiation_metadata',
                  'client_tool_call',
                  'rich_content',
                  'agent_tool_request',
                  'agent_tool_response',
                  'agent_tool_response_full_payload',
                  'mcp_tool_call',
                  'mcp_connection_status',
                  'vad_score',
                  'ping',
                  'context_usage',
                  'asr_initiation_metadata',
                  'guardrail_triggered',
                  'internal_turn_probability',
                  'internal_tentative_agent_response',
                  'agent_typing',
                  'external_agent_connected',
                  'external_agent_disconnected',
                  'agent_response_metadata',
                  'agent_response_complete',
                  'client_error',
                  'dtmf_request',
                ],
              },
            },
            maxDurationSeconds: { type: 'integer', minimum: 1 },
          },
          additionalProperties: false,
        },
      },
      additionalProperties: false,
    },
    dynamicVariables: {
      type: 'object',
      properties: {},
      additionalProperties: { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] },
    },
    customLlmExtraBody: { type: 'object', properties: {}, additionalProperties: {} },
    userId: { type: 'string' },
    sourceInfo: {
      type: 'object',
      properties: { source: { type: 'string' }, version: { type: 'string' } },
      additionalProperties: false,
    },
    toolMockConfig: {
      type: 'object',
      properties: {
        mockingStrategy: { enum: ['none', 'all', 'selected'] },
        mockedToolNames: { type: 'array', items: { type: 'string' } },
        fallbackStrategy: { enum: ['raise_error', 'call_real_tool'] },
      },
      additionalProperties: false,
    },
    branchId: { type: 'string' },
    startingWorkflowNodeId: { type: 'string' },
    procedureIds: { type: 'array', items: { type: 'string' } },
    enclaveSetup: {
      type: 'object',
      properties: {
        agentConfigDict: { type: 'object', properties: {}, additionalProperties: {} },
        overrideAgentConfigList: {
          type: 'array',
          items: { type: 'object', properties: {}, additionalProperties: {} },
        },
        toolsConfigList: {
          type: 'array',
          items: { type: 'object', properties: {}, additionalProperties: {} },
        },
        promptKnowledgeBase: { type: 'array', items: { type: 'string' } },
        bedrockInferenceProfile: { type: 'string' },
        postCallTranscriptionWebhook: {
          type: 'object',
          required: ['url'],
          properties: { url: { type: 'string' }, hmacSecret: { type: 'string', minLength: 16 } },
          additionalProperties: false,
        },
        postCallAudioWebhook: {
          type: 'object',
          required: ['url'],
          properties: { url: { type: 'string' }, hmacSecret: { type: 'string', minLength: 16 } },
          additionalProperties: false,
        },
      },
      additionalProperties: false,
    },
    extra: { type: 'object', properties: {}, additionalProperties: {} },
  },
  additionalProperties: false,
};
