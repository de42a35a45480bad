import { DuologueError } from '../errors.ts';
import type { AudioFormat } from './audio-format.ts';

export interface AudioInputStart {
  /** What the service wants to hear. Frames are always 16-bit mono at `format.sampleRateHz`; core does the coding. */
  readonly format: AudioFormat;
  /** Length of one frame in milliseconds. */
  readonly frameMs: number;
  /** Aborted when the session ends or its start is given up. */
  readonly signal: AbortSignal;
}

/**
 * Where the user's audio comes from: a microphone, a file, a phone line.
 * A live stream never pauses: between words it carries silence, because the service counts on it to find the end of a turn.
 */
export interface AudioInput {
  /** Opens the source; from then on `onFrame` gets one frame after the other. A rejection fails the start of the session. */
  start(options: AudioInputStart, onFrame: (samples: Int16Array) => void): Promise<void> | void;
  /** Closes the source. Called once for each start, also when the start failed half-way. */
  stop(): Promise<void> | void;
}

export interface AudioOutputStart {
  /** What the agent sends. Samples are always 16-bit mono at `format.sampleRateHz`; core does the coding. */
  readonly format: AudioFormat;
  /** Aborted when the session ends or its start is given up. */
  readonly signal: AbortSignal;
}

/**
 * Where the agent's audio goes: a speaker, a file, a phone line. It holds at most `maxLeadMs`;
 * everything else waits in the session's playout. `write`, `flush` and `playedSamples` are synchronous.
 */
export interface AudioOutput {
  /**
   * The longest stretch of audio that the output may hold ahead of what is heard, in milliseconds: above 0 and finite,
   * from the moment when `start` is through. It is topped up every 20 ms, and a lead of more than 320 ms only when a
   * sixteenth of it is free.
   */
  readonly maxLeadMs: number;
  start(options: AudioOutputStart): Promise<void> | void;
  /** Takes samples that follow those written before. The array is the output's to keep. */
  write(samples: Int16Array): void;
  /**
   * Drops what was written and not heard yet, at once. Where it is learned only later how much of that was heard after
   * all, as on a phone line whose queue is far away, the promise brings it: a number of samples. After a pause the session
   * waits for it, up to a second, so that nothing is said twice. Where it rejects, that is a problem, and the output plays on.
   */
  flush(): void | Promise<number>;
  /** How many of all samples written since the start have been heard. Never goes down; flushed samples never count. */
  playedSamples(): number;
  /** Closes the output. Called once for each start, also when the start failed half-way. */
  stop(): Promise<void> | void;
}

/** @throws DuologueError AUDIO_OUTPUT_FAILED for an output that says of itself that it holds nothing, or no end of audio */
export function checkLead({ maxLeadMs }: AudioOutput): void {
  if (Number.isFinite(maxLeadMs) && maxLeadMs > 0) return;
  const text = `The audio output has a maxLeadMs of ${String(maxLeadMs)}. It must be a number of milliseconds above 0, such as 200: how much audio the output may hold ahead of what is heard.`;
  throw new DuologueError('AUDIO_OUTPUT_FAILED', text, { details: { maxLeadMs } });
}
