import type { AudioInputStart } from '@duologue/core';
import { createResampler } from '../resample/resampler.ts';
import type { Resampler } from '../resample/resampler.ts';
import { FrameSplitter } from './frame-splitter.ts';

/** Brings what a source delivers, in pieces of any size and at a rate of its own, to what the session wants. */
export class InputEdge {
  /** Undefined where nothing is to be converted. */
  readonly #resampler: Resampler | undefined;
  readonly #splitter: FrameSplitter;
  #closed = false;

  private constructor(resampler: Resampler | undefined, splitter: FrameSplitter) {
    this.#resampler = resampler;
    this.#splitter = splitter;
  }

  static async open(
    sourceHz: number,
    { format, frameMs }: Pick<AudioInputStart, 'format' | 'frameMs'>,
    onFrame: (samples: Int16Array) => void,
  ): Promise<InputEdge> {
    const { sampleRateHz } = format;
    const resampler = await createResampler({ fromHz: sourceHz, toHz: sampleRateHz });
    const isSameRate = sourceHz === sampleRateHz;
    return new InputEdge(
      isSameRate ? undefined : resampler,
      new FrameSplitter({ sampleRateHz, frameMs, onFrame }),
    );
  }

  push(samples: Int16Array): void {
    if (!this.#closed) this.#splitter.push(this.#resampler?.process(samples) ?? samples);
  }

  close(): void {
    this.#closed = true;
    this.#resampler?.close();
  }
}
