import type { AudioOutput, AudioOutputStart, Clock } from '@duologue/core';
import { FrameTicker, frameSamples } from '../pacer/frame-ticker.ts';

export interface FramedOutputOptions {
  readonly clock: Clock;
  /** Gets each frame when it is due. */
  readonly send: (samples: Int16Array, sampleRateHz: number) => void;
  /** Length of a frame in milliseconds; default 20. */
  readonly frameMs?: number;
  /** Sends silence while there is nothing else, and full frames only; default false. */
  readonly continuous?: boolean;
}

/**
 * Hands sound on at the moment when it is due, in frames, to somebody who cannot give it back: so it can be flushed up to the last frame,
 * and what was handed on is what was played.
 */
export class FramedOutput implements AudioOutput {
  readonly maxLeadMs = 100;
  readonly #options: FramedOutputOptions;
  #ticker: FrameTicker | undefined;
  #queue: Int16Array[] = [];
  #played = 0;

  constructor(options: FramedOutputOptions) {
    this.#options = options;
  }

  start({ format }: AudioOutputStart): void {
    const { clock, frameMs = 20 } = this.#options;
    const { sampleRateHz } = format;
    this.#queue = [];
    this.#played = 0;
    this.#ticker = new FrameTicker({
      clock,
      frameMs,
      onFrame: (index) => this.#sendFrame(frameSamples(index, frameMs, sampleRateHz), sampleRateHz),
    });
    this.#ticker.start();
  }

  write(samples: Int16Array): void {
    this.#queue.push(samples);
  }

  flush(): void {
    this.#queue = [];
  }

  playedSamples(): number {
    return this.#played;
  }

  stop(): void {
    this.#ticker?.stop();
    this.#ticker = undefined;
  }

  #sendFrame(length: number, sampleRateHz: number): void {
    const frame = new Int16Array(length);
    let filled = 0;
    while (filled < length) {
      const [piece] = this.#queue;
      if (piece === undefined) break;
      const part = piece.subarray(0, length - filled);
      frame.set(part, filled);
      filled += part.length;
      if (part.length === piece.length) this.#queue.shift();
      else this.#queue[0] = piece.subarray(part.length);
    }
    this.#played += filled;
    if (this.#options.continuous) this.#options.send(frame, sampleRateHz);
    else if (filled > 0) this.#options.send(frame.subarray(0, filled), sampleRateHz);
  }
}
