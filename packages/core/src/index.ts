// session
export { Session } from './session/session.ts';
export type { SessionPlayout } from './session/session-playout.ts';
export type { EndOptions } from './session/ending.ts';
export type { StartOptions } from './session/dialer.ts';
export type { EventStream, SessionEvent } from './session/event-stream.ts';
export type { Limits, LivenessLimits, SessionOptions } from './session/session-options.ts';
export type { EndpointOptions } from './connect/endpoint-options.ts';
export type { Region } from './connect/region.ts';
export type { InitiationOptions } from './connect/initiation.ts';

// hooks and what they carry
export type { EndRequest, Hooks, LostConnection } from './session/hooks.ts';
export type {
  FactHook,
  KeyedFactHook,
  QuestionHook,
  StepHook,
  StreamHook,
  StreamTapOptions,
  TapOptions,
  TapStage,
} from './session/taps.ts';
export type { TapTiming } from './session/hook-kinds/tap-timings.ts';
export type {
  ConnectedFact,
  DroppedAudio,
  Interruption,
  InterruptionSettled,
  PlayedAudio,
  Problem,
  SessionEnd,
  SessionState,
  SkippedFrame,
  SpeakingEdge,
  StateChange,
  TranscriptEntry,
  TranscriptTool,
  TurnMetrics,
} from './session/facts.ts';
export { transcriptToMarkdown, type TranscriptMarkdownOptions } from './session/transcript-markdown.ts';
export { transcriptToJson, type TranscriptJsonOptions } from './session/transcript-json.ts';
export { transcriptToSrt, type TranscriptSrtOptions } from './session/transcript-srt.ts';
export { transcriptToVtt, type TranscriptVttOptions } from './session/transcript-vtt.ts';
export type { CueOptions } from './session/transcript-cues.ts';
export { unheardText } from './session/unheard-text.ts';

// plugins
export type { Logger, PlayoutControl, Plugin, PluginHost } from './session/plugin.ts';
export { Reconnect, type ReconnectOptions } from './plugins/reconnect.ts';
export {
  SessionLog,
  defaultLogLevels,
  type LoggedFact,
  type LogLevel,
  type SessionLogOptions,
} from './plugins/session-log.ts';
export { OpenTelemetry, type OpenTelemetryOptions } from './plugins/open-telemetry/open-telemetry.ts';
export type {
  OpenTelemetryApi,
  TelemetryAttributes,
  TelemetryCounter,
  TelemetryHistogram,
  TelemetryInstrumentOptions,
  TelemetryMeter,
  TelemetryMeterProvider,
  TelemetrySpan,
  TelemetryTracer,
  TelemetryTracerProvider,
} from './plugins/open-telemetry/open-telemetry-api.ts';

// messages of the service
export type {
  KnownServerEvent,
  ServerEvent,
  ServerEvents,
  ServerEventType,
  UnknownEvent,
} from './protocol/server-events.ts';
export type {
  AgentChatResponsePartEvent,
  AgentReasoningResponsePartEvent,
  AgentResponseCorrectionEvent,
  AgentResponseEvent,
  AgentTypingEvent,
  Alignment,
  Attachment,
  AudioEvent,
  InternalTentativeAgentResponseEvent,
  InterruptionEvent,
  RichContentEvent,
  TentativeUserTranscriptEvent,
  UserTranscriptEvent,
} from './protocol/turn-events.ts';
export type {
  AgentToolRequestEvent,
  AgentToolResponseEvent,
  AgentToolResponseFullPayloadEvent,
  ClientToolCallEvent,
  McpConnectionStatusEvent,
  McpIntegration,
  McpToolCallEvent,
  ToolType,
} from './protocol/tool-events.ts';
export type {
  AgentResponseCompleteEvent,
  AgentResponseMetadataEvent,
  AsrInitiationMetadataEvent,
  ClientErrorEvent,
  ContextUsageEvent,
  ConversationInitiationMetadataEvent,
  DtmfRequestEvent,
  ErrorEvent,
  ExternalAgentConnectedEvent,
  ExternalAgentDisconnectedEvent,
  GuardrailTriggeredEvent,
  InternalTurnProbabilityEvent,
  PingEvent,
  QueueStatusEvent,
  VadScoreEvent,
} from './protocol/conversation-events.ts';
export { decodeFrame, isKnownEvent } from './protocol/decode.ts';
export type { WireObject } from './protocol/payload.ts';

// messages of the user
export type {
  ClientMessage,
  ClientMessageType,
  ClientToolResultMessage,
  ContextualUpdateMessage,
  FeedbackMessage,
  InitiationMessage,
  McpToolApprovalResultMessage,
  MultimodalMessage,
  PongMessage,
  RawMessage,
  UserActivityMessage,
  UserAudioMessage,
  UserTextMessage,
} from './protocol/client-messages.ts';
export { encodeMessage } from './protocol/encode.ts';

// the contract as JSON Schema
export {
  clientMessageSchemas,
  contractHash,
  serverMessageSchemas,
  type AgentOverride,
  type AsrOverride,
  type ClientWireMessages,
  type ContractSchema,
  type ConversationOverride,
  type EnclaveSetup,
  type Overrides,
  type PostCallWebhook,
  type PromptOverride,
  type ServerWireMessages,
  type SourceInfo,
  type ToolMockConfig,
  type TtsOverride,
  type TurnOverride,
} from './protocol/contract.generated.ts';
export { closestName } from './closest-name.ts';

// calls around a conversation
export { ConversationApi, type TokenOptions, type UploadFile } from './connect/conversation-api.ts';
export type { RestOptions } from './connect/rest.ts';

// audio
export type { AudioChunk } from './audio/audio-chunk.ts';
export {
  audioFormatNames,
  defaultAudioFormat,
  formatAudioFormat,
  parseAudioFormat,
  type AudioFormat,
  type AudioFormatName,
} from './audio/audio-format.ts';
export type { AudioInput, AudioInputStart, AudioOutput, AudioOutputStart } from './audio/audio-slots.ts';
export { NullOutput } from './audio/null-output.ts';
export { decodeAudio, encodeAudio } from './audio/wire-codec.ts';
export type { PlayoutPosition } from './audio/playout.ts';
export type { LedgerRow } from './audio/playout-ledger.ts';

// tools
export type {
  JsonSchema,
  ParameterSchema,
  Tool,
  ToolAnswer,
  ToolApprovalRequest,
  ToolCall,
  ToolContext,
  ToolFinish,
  ToolOutcome,
} from './tools/tool.ts';
export type { ShownCall } from './tools/shown-call.ts';
export {
  isStandardSchema,
  parameterValidator,
  type ParameterCheck,
  type Parameters,
  type ParameterValidator,
} from './tools/parameter-validation.ts';
export type { ParameterProblem } from './tools/parameter-problems/parameter-problem.ts';

// connections
export type {
  Connection,
  ConnectionClose,
  ConnectionListener,
  ConnectionRequest,
  Transport,
} from './transport/transport.ts';
export { webSocketTransport, type WebSocketTransportOptions } from './transport/websocket-transport.ts';
export type {
  SocketEventLike,
  SocketOptions,
  SocketRequest,
  WebSocketLike,
} from './transport/socket-options.ts';

// errors, packages, time, chance
export { DuologueError, errorCatalogue, type DuologueErrorOptions, type ErrorCode } from './errors.ts';
export { importOptional } from './import-optional.ts';
export { sleepOn, systemClock, type Clock, type Timer } from './clock.ts';
export { randomLane, type Random } from './random.ts';
