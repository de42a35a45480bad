import type { Resampler, ResamplerFactory, ResamplerOptions } from './resampler.ts';

/**
 * Changes the rate of a recording that comes in pieces, so that the result is in step with the original:
 * after `finish`, `n` samples have become `ceil(n * toHz / fromHz)`.
 */
export class AlignedResampler {
  readonly #resampler: Resampler;
  readonly #fromHz: number;
  readonly #toHz: number;
  /** Samples of the filter's own silence that are still to be left out. */
  #lead: number;
  #taken = 0;
  #made = 0;

  /** @throws DuologueError INVALID_OPTIONS */
  constructor(makeResampler: ResamplerFactory, options: ResamplerOptions) {
    this.#resampler = makeResampler(options);
    this.#fromHz = options.fromHz;
    this.#toHz = options.toHz;
    this.#lead = this.#resampler.delaySamples;
  }

  process(samples: Int16Array): Int16Array {
    this.#taken += samples.length;
    return this.#push(samples);
  }

  /** The end of the recording, which the filter still held. Closes the resampler. */
  finish(): Int16Array {
    const missing = Math.ceil((this.#taken * this.#toHz) / this.#fromHz) - this.#made;
    const silence = Math.ceil(((this.#resampler.delaySamples + 1) * this.#fromHz) / this.#toHz);
    const tail = missing > 0 ? this.#push(new Int16Array(silence)).subarray(0, missing) : new Int16Array();
    this.#resampler.close();
    return tail;
  }

  #push(samples: Int16Array): Int16Array {
    const output = this.#resampler.process(samples);
    const skipped = Math.min(this.#lead, output.length);
    this.#lead -= skipped;
    this.#made += output.length - skipped;
    return output.subarray(skipped);
  }
}
