import type { Clock, Timer } from '@duologue/core';

export interface FrameTickerOptions {
  readonly clock: Clock;
  /** Length of one frame in milliseconds. */
  readonly frameMs: number;
  /** Called for each frame when it is over; frames are counted from 0. */
  readonly onFrame: (index: number) => void;
}

/**
 * How far frames are made up for after a stall of the process, in milliseconds; past it, as after the sleep of a laptop,
 * the frames count from the present again.
 */
const longestStallMs = 2_000;

/**
 * Tells when a frame of live audio is due. The count of frames follows from the time that has passed, never from how often
 * a timer fired: it does not drift, and after a stall the frames that are late come at once.
 */
export class FrameTicker {
  readonly #options: FrameTickerOptions;
  #startMs = 0;
  #frames = 0;
  /** Frames since `#startMs`. */
  #due = 0;
  #timer: Timer | undefined;

  constructor(options: FrameTickerOptions) {
    this.#options = options;
  }

  /** The first frame is over `frameMs` from now. */
  start(): void {
    this.stop();
    this.#startMs = this.#options.clock.now();
    this.#frames = 0;
    this.#due = 0;
    this.#wait();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #wait(): void {
    const { clock, frameMs } = this.#options;
    const dueMs = this.#startMs + (this.#due + 1) * frameMs;
    this.#timer = clock.setTimeout(() => this.#tick(), Math.max(0, dueMs - clock.now()));
  }

  #tick(): void {
    const { clock, frameMs, onFrame } = this.#options;
    const timer = this.#timer;
    let late = Math.floor((clock.now() - this.#startMs) / frameMs) - this.#due;
    if (late * frameMs > longestStallMs) {
      this.#startMs = clock.now() - frameMs;
      this.#due = 0;
      late = 1;
    }
    for (; late > 0; late -= 1) {
      this.#due += 1;
      onFrame(this.#frames++);
      if (this.#timer !== timer) return; // stopped, or started afresh, by what the frame set off
    }
    this.#wait();
  }
}

/** Samples of frame `index`: where a frame is no whole number of samples long, the frames differ by one. */
export function frameSamples(index: number, frameMs: number, sampleRateHz: number): number {
  return edge(index + 1, frameMs, sampleRateHz) - edge(index, frameMs, sampleRateHz);
}

function edge(frame: number, frameMs: number, sampleRateHz: number): number {
  return Math.round((frame * frameMs * sampleRateHz) / 1_000);
}
