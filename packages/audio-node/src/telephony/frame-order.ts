import type { Clock, Timer } from '@duologue/core';

export interface FrameOrderOptions {
  readonly clock: Clock;
  readonly onFrame: (samples: Int16Array) => void;
}

/** What became of the frames of a caller. */
export interface FrameCounts {
  readonly received: number;
  /** Never came; silence stands in their place. */
  readonly lost: number;
  /** Came after silence had taken their place, or twice. */
  readonly late: number;
}

/** How long a frame that is missing is waited for, in milliseconds and in frames behind it. */
const patienceMs = 60;
const patienceFrames = 4;
/** A gap of more frames than this is not filled: the far end has counted afresh. */
const longestGap = 50;

/**
 * Puts numbered frames back in order. What comes in order goes on at once; a frame that is missing is waited for a little,
 * then silence takes its place, so that the caller's time does not shrink.
 */
export class FrameOrder {
  readonly #options: FrameOrderOptions;
  /** The number that goes on next. */
  #next: number | undefined;
  readonly #early = new Map<number, Int16Array>();
  #timer: Timer | undefined;
  #received = 0;
  #lost = 0;
  #late = 0;

  constructor(options: FrameOrderOptions) {
    this.#options = options;
  }

  get counts(): FrameCounts {
    return { received: this.#received, lost: this.#lost, late: this.#late };
  }

  push(samples: Int16Array, number: number | undefined): void {
    this.#received += 1;
    if (number === undefined) return this.#options.onFrame(samples);
    this.#next ??= number;
    if (number === this.#next && this.#early.size === 0) {
      this.#next += 1;
      return this.#options.onFrame(samples);
    }
    if (Math.abs(number - this.#next) > longestGap) {
      this.#giveUp();
      this.#next = number;
    }
    if (number < this.#next || this.#early.has(number)) {
      this.#late += 1;
      return;
    }
    this.#early.set(number, samples);
    this.#pass();
    if (this.#early.size > patienceFrames) this.#fill();
    else if (this.#early.size > 0)
      this.#timer ??= this.#options.clock.setTimeout(() => this.#giveUp(), patienceMs);
  }

  close(): void {
    this.#timer?.cancel();
    this.#early.clear();
  }

  /** Lets go on what is in order. */
  #pass(): void {
    for (;;) {
      const frame = this.#next === undefined ? undefined : this.#early.get(this.#next);
      if (frame === undefined || this.#next === undefined) break;
      this.#early.delete(this.#next);
      this.#next += 1;
      this.#options.onFrame(frame);
    }
    if (this.#early.size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Puts silence in the place of what is missing before the first frame that is there. */
  #fill(): void {
    const first = Math.min(...this.#early.keys());
    const length = this.#early.get(first)?.length ?? 0;
    for (; this.#next !== undefined && this.#next < first; this.#next += 1) {
      this.#lost += 1;
      this.#options.onFrame(new Int16Array(length));
    }
    this.#pass();
  }

  #giveUp(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    while (this.#early.size > 0) this.#fill();
  }
}
