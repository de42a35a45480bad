import type { WireObject } from './payload.ts';

/** Something the user wrote; the agent takes it as said. */
export interface UserTextMessage {
  readonly type: 'user_message';
  readonly text: string | null;
  /** The component on a screen that the text answers. */
  readonly richContentId?: string;
}

/** The user is busy, typing perhaps: the agent waits before it speaks up. */
export interface UserActivityMessage {
  readonly type: 'user_activity';
}

/** Background for the agent that interrupts nothing. */
export interface ContextualUpdateMessage {
  readonly type: 'contextual_update';
  readonly text: string;
  /** The service keeps only the newest update of each id. */
  readonly contextId?: string;
}

/** What the user thinks of a turn of the agent; `null` takes it back. */
export interface FeedbackMessage {
  readonly type: 'feedback';
  readonly eventId: number;
  readonly score: 'like' | 'dislike' | null;
}

/** Text and uploaded files of the user, as one turn. */
export interface MultimodalMessage {
  readonly type: 'multimodal_message';
  readonly text?: string;
  readonly fileIds?: readonly string[];
}

/** Whether an MCP tool may run: the one answer to a call that waits for it, in the place of an `approveToolCall` tap's. */
export interface McpToolApprovalResultMessage {
  readonly type: 'mcp_tool_approval_result';
  readonly toolCallId: string;
  readonly isApproved: boolean;
}

/** The answer to a `client_tool_call`. */
export interface ClientToolResultMessage {
  readonly type: 'client_tool_result';
  readonly toolCallId: string;
  /** Nothing but a string: the service closes the connection otherwise. */
  readonly result: string;
  readonly isError: boolean;
}

/** The answer to a `ping`. */
export interface PongMessage {
  readonly type: 'pong';
  /** The id of the ping, as it came. */
  readonly eventId: number | string;
}

/** A piece of what the microphone hears, in the announced format. */
export interface UserAudioMessage {
  readonly type: 'user_audio_chunk';
  readonly audioBase64: string;
}

/** The first words to the service, or to an on-premises server. */
export interface InitiationMessage {
  readonly type: 'conversation_initiation_client_data' | 'enclave_setup_config';
  /** As on the wire. */
  readonly message: WireObject;
}

/** Any message at all, for those that this version does not know. */
export interface RawMessage {
  readonly type: 'raw';
  /** As on the wire, with its own `type`. */
  readonly message: WireObject;
}

/** A message to the service. */
export type ClientMessage =
  | UserTextMessage
  | UserActivityMessage
  | ContextualUpdateMessage
  | FeedbackMessage
  | MultimodalMessage
  | McpToolApprovalResultMessage
  | ClientToolResultMessage
  | PongMessage
  | UserAudioMessage
  | InitiationMessage
  | RawMessage;

export type ClientMessageType = ClientMessage['type'];
