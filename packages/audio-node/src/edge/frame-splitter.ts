import { frameSamples } from '../pacer/frame-ticker.ts';

export interface FrameSplitterOptions {
  readonly sampleRateHz: number;
  /** Length of one frame in milliseconds. */
  readonly frameMs: number;
  readonly onFrame: (samples: Int16Array) => void;
}

/** Cuts a stream that comes in pieces of any size into frames of exactly one length. */
export class FrameSplitter {
  readonly #options: FrameSplitterOptions;
  #frames = 0;
  #frame: Int16Array;
  #filled = 0;

  constructor(options: FrameSplitterOptions) {
    this.#options = options;
    this.#frame = this.#nextFrame();
  }

  push(samples: Int16Array): void {
    let used = 0;
    while (used < samples.length) {
      const part = samples.subarray(used, used + this.#frame.length - this.#filled);
      this.#frame.set(part, this.#filled);
      this.#filled += part.length;
      used += part.length;
      if (this.#filled < this.#frame.length) return;
      const full = this.#frame;
      this.#frame = this.#nextFrame();
      this.#filled = 0;
      this.#options.onFrame(full);
    }
  }

  #nextFrame(): Int16Array {
    const { frameMs, sampleRateHz } = this.#options;
    const frame = new Int16Array(frameSamples(this.#frames, frameMs, sampleRateHz));
    this.#frames += 1;
    return frame;
  }
}
