import type { Clock } from '@duologue/core';

export interface ClipFeedOptions {
  readonly clock: Clock;
  /** How many samples are read ahead. */
  readonly aheadSamples: number;
}

/**
 * Reads a clip ahead, so that its samples can be taken synchronously. Virtual time waits while it reads;
 * in real time what is not there yet is missing.
 */
export class ClipFeed {
  readonly #pieces: AsyncIterator<Int16Array>;
  readonly #options: ClipFeedOptions;
  readonly #buffered: Int16Array[] = [];
  #bufferedSamples = 0;
  #ended = false;
  #error: unknown;
  #reading: Promise<void> | undefined;

  constructor(pieces: AsyncIterable<Int16Array>, options: ClipFeedOptions) {
    this.#pieces = pieces[Symbol.asyncIterator]();
    this.#options = options;
  }

  /** Whether every sample was taken. */
  get over(): boolean {
    return this.#ended && this.#bufferedSamples === 0;
  }

  /** What ended the clip before its end. */
  get error(): unknown {
    return this.#error;
  }

  /** Reads until enough is there. */
  fill(): Promise<void> {
    if (this.#ended || this.#bufferedSamples >= this.#options.aheadSamples)
      return this.#reading ?? Promise.resolve();
    this.#reading ??= this.#read();
    return this.#reading;
  }

  /** Moves the next samples into `target`, as many as fit and are there, and says how many. */
  take(target: Int16Array): number {
    let taken = 0;
    while (taken < target.length) {
      const [piece] = this.#buffered;
      if (piece === undefined) break;
      const part = piece.subarray(0, target.length - taken);
      target.set(part, taken);
      taken += part.length;
      if (part.length === piece.length) this.#buffered.shift();
      else this.#buffered[0] = piece.subarray(part.length);
    }
    this.#bufferedSamples -= taken;
    if (this.#bufferedSamples < this.#options.aheadSamples / 2) void this.fill();
    return taken;
  }

  /** Gives up the rest. */
  async close(): Promise<void> {
    this.#ended = true;
    this.#buffered.length = 0;
    this.#bufferedSamples = 0;
    await this.#reading;
    await this.#pieces.return?.();
  }

  async #read(): Promise<void> {
    const letGo = this.#options.clock.hold();
    try {
      while (!this.#ended && this.#bufferedSamples < this.#options.aheadSamples) {
        const { done, value } = await this.#pieces.next();
        if (done) this.#ended = true;
        else if (value.length > 0 && !this.#ended) {
          this.#buffered.push(value);
          this.#bufferedSamples += value.length;
        }
      }
    } catch (error) {
      this.#error = error;
      this.#ended = true;
    } finally {
      this.#reading = undefined;
      letGo();
    }
  }
}
