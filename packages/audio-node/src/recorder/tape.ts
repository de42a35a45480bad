import type { ResamplerFactory } from '../resample/resampler.ts';
import { WavWriter } from '../wav/wav-writer.ts';
import { BothSides } from './both-sides.ts';

export interface TapeOptions {
  readonly path: string;
  readonly sampleRateHz: number;
  readonly makeResampler: ResamplerFactory;
  /** The time on the clock at which the recording begins. */
  readonly nowMs: number;
}

/** Longer than any stall that is made up for. */
const horizonMs = 2_500;

/** The file of one call. */
export class Tape {
  readonly path: string;
  readonly sides: BothSides;
  readonly #writer: WavWriter;

  /** @throws DuologueError FILE_UNWRITABLE */
  constructor({ path, sampleRateHz, makeResampler, nowMs }: TapeOptions) {
    this.path = path;
    const writer = new WavWriter({ path, sampleRateHz, channels: 2 });
    this.#writer = writer;
    const onSound = (user: Int16Array, agent: Int16Array) => writer.write(user, agent);
    this.sides = new BothSides({ sampleRateHz, makeResampler, nowMs, horizonMs, onSound });
  }

  /** Completes the file and says how long it is, in milliseconds. @throws DuologueError FILE_UNWRITABLE */
  finish(nowMs: number): number {
    try {
      this.sides.finish(nowMs);
    } finally {
      this.#writer.finish();
    }
    return (this.#writer.frames / this.#writer.sampleRateHz) * 1_000;
  }

  /** Closes the file as it is, after it could not be written: why was told then. */
  giveUp(): void {
    try {
      this.#writer.finish();
    } catch {
      // for the same reason as before
    }
  }
}
