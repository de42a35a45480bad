import type { AudioInputStart } from '@duologue/core';
import { createResampler } from '../resample/resampler.ts';
import type { Resampler } from '../resample/resampler.ts';
import { FrameSplitter } from './frame-splitter.ts';

/** Brings what a source delivers, in pieces of any size and at a rate of its own, to what the session wants. */
export class InputEdge {
  readonly #resampler: Resampler;
  readonly #splitter: FrameSplitter;
  #closed = false;

  private constructor(resampler: Resampler, splitter: FrameSplitter) {
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
    return new InputEdge(resampler, new FrameSplitter({ sampleRateHz, frameMs, onFrame }));
  }

  push(samples: Int16Array): void {
    if (!this.#closed) this.#splitter.push(this.#resampler.process(samples));
  }

  close(): void {
    this.#closed = true;
    this.#resampler.close();
  }
}
