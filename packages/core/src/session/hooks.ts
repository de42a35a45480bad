import type { AudioChunk } from '../audio/audio-chunk.ts';
import type { ClientMessage } from '../protocol/client-messages.ts';
import type { ServerEvent, ServerEvents } from '../protocol/server-events.ts';
import type { ToolAnswer, ToolApprovalRequest, ToolCall, ToolFinish } from '../tools/tool.ts';
import type { ConnectionRequest } from '../transport/transport.ts';
import type {
  ConnectedFact,
  DroppedAudio,
  Interruption,
  InterruptionSettled,
  PlayedAudio,
  Problem,
  SessionEnd,
  SkippedFrame,
  SpeakingEdge,
  StateChange,
  TranscriptEntry,
  TurnMetrics,
} from './facts.ts';
import type { DuologueError } from '../errors.ts';
import type { FactHook, KeyedFactHook, QuestionHook, StepHook, StreamHook } from './taps.ts';

/** The one table of hooks. Its grammar tells the kind: see {@link FactHook}, {@link StreamHook}, {@link QuestionHook}, {@link StepHook}. */
export interface Hooks {
  // lifecycle
  /** The connection is about to be opened. Taps may change the request; a failing tap fails the start and is named. */
  readonly beforeConnect: StepHook<ConnectionRequest>;
  /** The agent answered: nothing of this connection came before it. Plugins reset the state of a conversation here. */
  readonly connected: FactHook<ConnectedFact>;
  /** The session went from one state to another. */
  readonly stateChanged: FactHook<StateChange>;
  /** The connection was lost. A tap that answers with a request keeps the session alive; without one it ends. A failing tap is passed over. */
  readonly recoverConnection: QuestionHook<LostConnection, ConnectionRequest>;
  /** The session is about to end, the connection still open. Taps may let a goodbye finish; a failing tap is passed over. */
  readonly beforeEnd: StepHook<EndRequest>;
  /** The conversation is over; told exactly once for each start that connected. */
  readonly ended: FactHook<SessionEnd>;
  /** Trouble that did not end the session: of a tap, a tool, a frame, a device. */
  readonly problemOccurred: FactHook<Problem>;

  // messages
  /** A message of the service arrived, of a known type or not. */
  readonly messageReceived: KeyedFactHook<ServerEvent, ServerEvents>;
  /** A frame that could not be read was skipped. Carries it as it came, for recordings on the wire; it does not belong into a log. */
  readonly frameSkipped: FactHook<SkippedFrame>;
  /** A message is about to be sent. Pong, initiation and tool results do not pass here. */
  readonly outgoingMessage: StreamHook<ClientMessage>;
  /** A message was sent, of every type. */
  readonly messageSent: FactHook<ClientMessage>;
  /** An entry of the transcript is new or has changed. */
  readonly transcriptChanged: FactHook<TranscriptEntry>;
  /** A turn of the agent is over; carries its delays. */
  readonly turnCompleted: FactHook<TurnMetrics>;

  // audio
  /** The user's audio, before it is coded and sent. */
  readonly userAudio: StreamHook<AudioChunk>;
  /** The agent's audio as it arrives, in bursts: long before it is heard. */
  readonly agentAudio: StreamHook<AudioChunk>;
  /** The agent's audio as it is heard. Recorders and meters stand here. */
  readonly agentAudioPlayed: FactHook<PlayedAudio>;
  /** Audio that will never be heard, and why. */
  readonly audioDropped: FactHook<DroppedAudio>;
  /** The agent began to be heard. */
  readonly agentStartedSpeaking: FactHook<SpeakingEdge>;
  /** The agent is no longer heard: the turn is played to its end, or was cut. A pause is no end. */
  readonly agentStoppedSpeaking: FactHook<SpeakingEdge>;

  // tools
  /** A tool call wants an answer. The first tap that has one is taken; otherwise the registered tool runs. A failing tap has none. */
  readonly answerToolCall: QuestionHook<ToolCall, ToolAnswer>;
  /** May a tool run? The first answer decides; a tap that fails, is late or answers anything but true or false denies. */
  readonly approveToolCall: QuestionHook<ToolApprovalRequest, boolean>;
  /** A tool call has its outcome. */
  readonly toolFinished: FactHook<ToolFinish>;

  // interruptions
  /** The user cut in. Playout has stopped. */
  readonly interrupted: FactHook<Interruption>;
  /** What was heard of the turn that was cut is now certain. */
  readonly interruptionSettled: FactHook<InterruptionSettled>;
}

export interface LostConnection {
  readonly error: DuologueError;
  /** 1 for the first try since the connection was last good. */
  readonly attempt: number;
  /** The request that opened the connection that was lost. */
  readonly request: ConnectionRequest;
  /** The conversation so far. */
  readonly transcript: readonly TranscriptEntry[];
  /**
   * Makes a fresh request from the session's options, with a new signed URL where there is an API key,
   * and takes it through `beforeConnect`. @throws DuologueError
   */
  readonly renew: () => Promise<ConnectionRequest>;
  /** Aborted when the session is ended meanwhile. */
  readonly signal: AbortSignal;
}

export interface EndRequest {
  /** `user` where `end()` was called, `agent` where the agent hangs up. */
  readonly by: 'user' | 'agent';
}
