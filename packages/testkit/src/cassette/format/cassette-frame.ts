import { isPlainObject } from '../../match/show.ts';
import type { WireMessage } from '../../messages/wire-message.ts';

/**
 * `control`: everything that decides the course of the conversation. `agent-audio` and `mic`: speech.
 * `keepalive`: pings and pongs. `end`: the last frame, the close of the connection.
 */
export const frameLanes = ['control', 'agent-audio', 'mic', 'keepalive', 'end'] as const;

export type FrameLane = (typeof frameLanes)[number];

/** `down`: from the service to the client. `up`: from the client to the service. Of the end: who closed. */
export type FrameDirection = 'down' | 'up';

/** A frame as it crosses the wire, with its audio as base64: what a recorder sees and what redaction gets. */
export interface LiveFrame {
  readonly lane: FrameLane;
  readonly dir: FrameDirection;
  /** Milliseconds since the connection was opened. They order nothing. */
  readonly t: number;
  /** The message, with every field that came. Of the end: `{ code, reason }`. Absent where the frame was no JSON object. */
  readonly data?: WireMessage;
  /** A frame that was no JSON object: its text, or its bytes as base64. */
  readonly raw?: RawFrame;
}

export type RawFrame = { readonly text: string } | { readonly base64: string };

/** One line of a cassette: in `data`, audio is replaced by an `AudioReference`. */
export interface CassetteFrame extends LiveFrame {
  /** Counts the lines from 0: the order of what was seen. */
  readonly seq: number;
  /** Of a frame of the service: what has to have come before it is sent. Absent where that was asked for before. */
  readonly after?: FrameBarrier;
}

/** What a frame of the service waits for. */
export interface FrameBarrier {
  /** The `seq` of each message of the client that can have caused it. */
  readonly up?: readonly number[];
  /** The `seq` of a message that merely came before it: a relaxed cassette has none of these. */
  readonly seen?: readonly number[];
  /** How much speech the microphone had sent, in milliseconds since the start. */
  readonly voice_ms?: number;
  /** How much silence after it, in milliseconds. */
  readonly silence_ms?: number;
}

/** Whether a value is what a frame can wait for. */
export function isBarrier(value: unknown): value is FrameBarrier {
  if (!isPlainObject(value)) return false;
  const { up, seen, voice_ms, silence_ms } = value;
  return (
    [up, seen].every((seqs) => seqs === undefined || (Array.isArray(seqs) && seqs.every(Number.isInteger))) &&
    [voice_ms, silence_ms].every((ms) => ms === undefined || Number.isFinite(ms))
  );
}

/** Stands in the place of base64 audio: bytes `from` (included) to `to` (excluded) of the samples of a WAV file. */
export interface AudioReference {
  /** Relative to the folder of the cassette: `audio/` and the hash of the file. */
  readonly file: string;
  readonly from: number;
  readonly to: number;
  /** Of these bytes, as they were coded on the wire. */
  readonly sha256: string;
  readonly ms: number;
  /** Relative to full scale; -120 for digital silence. */
  readonly rms_dbfs: number;
}

/** Stands in the place of audio that was not kept: replay fills in noise of this length and level. */
export interface DroppedAudio {
  readonly dropped: true;
  readonly bytes: number;
  readonly ms: number;
  readonly rms_dbfs: number;
}

export type StoredAudio = AudioReference | DroppedAudio;
