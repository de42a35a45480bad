import type { AudioFormat } from '../audio/audio-format.ts';
import type { DuologueError } from '../errors.ts';

/**
 * `idle` before the first start and after a failed one; `ended` after a conversation. Both can be started.
 * `reconnecting` while a `recoverConnection` tap brings the connection back.
 */
export type SessionState = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'ending' | 'ended';

export interface StateChange {
  readonly state: SessionState;
  readonly previous: SessionState;
  /** Why: of `idle`, how the start failed; of `reconnecting`, how the connection was lost. */
  readonly error?: DuologueError;
}

export interface ConnectedFact {
  readonly conversationId: string;
  /** What the agent sends. */
  readonly agentFormat: AudioFormat;
  /** What the agent wants to hear. */
  readonly userFormat: AudioFormat;
  /** True where this connection follows a lost one of the same session. */
  readonly reconnected: boolean;
}

/** How a conversation ended. */
export interface SessionEnd {
  /** `user`: this side ended it. `agent`: the agent hung up. `failure`: see `error`. */
  readonly reason: 'user' | 'agent' | 'failure';
  /** Why it failed, in words for people and a code for programs. */
  readonly error?: DuologueError;
  /** The WebSocket close code and reason, where there was a connection. */
  readonly closeCode?: number;
  readonly closeReason?: string;
  /** Undefined where the conversation never began. */
  readonly conversationId?: string;
  /** From `connected` to the end, in milliseconds; 0 where it never connected. */
  readonly durationMs: number;
}

/** Trouble that did not end the session. */
export interface Problem {
  readonly error: DuologueError;
  /** The plugin at fault, where it was one. */
  readonly plugin?: string;
  /** The hook in which it happened, where it was one. */
  readonly hook?: string;
}

/** What the service sent and nobody can read. */
export interface SkippedFrame {
  /** As it came: text, or the bytes of a binary frame. May hold anything, also what was said. */
  readonly frame: string | Uint8Array;
  /** What is wrong with it, without anything of it. */
  readonly error: DuologueError;
}

/** A stretch of the agent's audio, at the moment when it was heard. */
export interface PlayedAudio {
  /** As it was heard: quieter than it came where it was ducked. */
  readonly samples: Int16Array;
  readonly sampleRateHz: number;
  readonly eventId?: number;
  /** Where `samples` begins in the audio of its turn: the number of its samples heard before. */
  readonly positionSamples: number;
  /** When `samples` began to be heard, on the session's clock. */
  readonly atMs: number;
}

export interface DroppedAudio {
  readonly direction: 'user' | 'agent';
  readonly eventId?: number;
  readonly durationMs: number;
  readonly sampleCount: number;
  /**
   * `interrupted`: waited in playout when the user cut in. `stale`: arrived after that, for the turn that was cut.
   * `overflow`: a full queue. `tap`: a plugin dropped it. `undecodable`: it was not audio. `ended`: the session ended first.
   * `disconnected`: there was no connection on which it could be sent.
   */
  readonly why: 'interrupted' | 'stale' | 'overflow' | 'tap' | 'undecodable' | 'ended' | 'disconnected';
}

export interface SpeakingEdge {
  readonly eventId?: number;
  readonly atMs: number;
}

/** The user cut in: told in the tick in which playout stopped. */
export interface Interruption {
  /** The id on the wire, where it had one. */
  readonly eventId?: number;
  /** The turn that was being heard; undefined where nothing was. */
  readonly interruptedEventId?: number;
  /** How much of that turn was heard, in milliseconds. */
  readonly playedMs: number;
  /** The words of it that were heard to their end; undefined where the service gave no alignment. */
  readonly heardText?: string;
  /** The ids of the tool calls that it aborted. */
  readonly abortedToolCalls: readonly string[];
  /** Who decided: the service, or `session.interrupt()`. */
  readonly by: 'service' | 'user';
}

/** What was heard of an interrupted turn, after the service or the output had the last word. */
export interface InterruptionSettled {
  readonly interruptedEventId?: number;
  readonly playedMs: number;
  /** The text that stands in the transcript. */
  readonly heardText?: string;
  readonly source: 'correction' | 'playout';
}

/** One line of the conversation. */
export interface TranscriptEntry {
  /** Grows by one with each entry; an entry keeps it when it changes. */
  readonly index: number;
  readonly role: 'user' | 'agent' | 'tool';
  readonly eventId?: number;
  /** What was said, or of a turn that was cut what was heard; for a tool its result so far. */
  readonly text: string;
  /** All that the agent meant to say, where it was cut. */
  readonly plannedText?: string;
  /** False while it is tentative or still arriving. */
  readonly final: boolean;
  readonly interrupted: boolean;
  /**
   * When it began, in milliseconds since `connected`. Of the agent: when the first of it was heard, or came where there is
   * no audio. Of the user's voice: when speech began, by the service's `vad_score` where the agent sends it, and otherwise
   * by the loudness of the audio that was sent; with neither, when the first words came.
   */
  readonly atMs: number;
  /** How it came in: spoken, or written with `sendUserMessage`. */
  readonly via?: 'voice' | 'text';
  readonly tool?: TranscriptTool;
}

export interface TranscriptTool {
  readonly toolName: string;
  readonly toolCallId: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly outcome?: string;
  readonly durationMs?: number;
}

/** The delays of one turn, in milliseconds; a part that did not happen is undefined. */
export interface TurnMetrics {
  readonly eventId?: number;
  /** When it began, on the session's clock: the end of the user's words, or where there were none the first that came of the agent. */
  readonly atMs: number;
  /**
   * From the end of the user's voice to its final transcript: what the service took to be sure of it. The voice is heard as
   * for `TranscriptEntry.atMs`; undefined where none was. With it, the delays below count from the silence on.
   */
  readonly transcriptMs?: number;
  /** From the end of the user's words (their final transcript or text message) to the first text of the agent. */
  readonly firstTextMs?: number;
  /** … to the first audio that arrived. */
  readonly firstAudioMs?: number;
  /** … to the first audio that was heard. */
  readonly firstPlayedMs?: number;
  /** Time spent in tools during the turn. */
  readonly toolMs: number;
  readonly playedMs: number;
  readonly droppedMs: number;
  /** How often playout ran dry inside the turn, for however long. */
  readonly underruns: number;
  /** The last round trip that the service measured. */
  readonly pingMs?: number;
  readonly interrupted: boolean;
}
