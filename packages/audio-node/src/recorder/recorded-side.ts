import { AlignedResampler } from '../resample/aligned-resampler.ts';
import type { ResamplerFactory } from '../resample/resampler.ts';
import { Timeline } from './timeline.ts';
import type { Placement } from './timeline.ts';

export interface RecordedSideOptions {
  /** Of the sound that comes in. */
  readonly sampleRateHz: number;
  /** Of the recording. */
  readonly recordingHz: number;
  readonly makeResampler: ResamplerFactory;
  /** Where this side begins, in milliseconds from the start of the recording. */
  readonly startMs: number;
}

/** One side of a call: sound comes in with its times, and goes out as one continuous stream at the rate of the recording. */
export class RecordedSide {
  readonly #timeline: Timeline;
  readonly #resampler: AlignedResampler;

  constructor({ sampleRateHz, recordingHz, makeResampler, startMs }: RecordedSideOptions) {
    this.#timeline = new Timeline(sampleRateHz, startMs);
    this.#resampler = new AlignedResampler(makeResampler, { fromHz: sampleRateHz, toHz: recordingHz });
  }

  add(samples: Int16Array, placement: Placement): void {
    this.#timeline.add(samples, placement);
  }

  /** What follows, up to a time; a little less where the filter still holds it. */
  take(untilMs: number): Int16Array {
    return this.#resampler.process(this.#timeline.take(untilMs));
  }

  /** What follows, up to a time, and to the last sample. */
  finish(untilMs: number): Int16Array[] {
    return [this.take(untilMs), this.#resampler.finish()];
  }
}
