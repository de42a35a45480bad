import { importOptional } from '@duologue/core';
import { FrameSplitter } from '../edge/frame-splitter.ts';
import { loadResampler } from '../resample/resampler.ts';
import type { Resampler, ResamplerFactory } from '../resample/resampler.ts';

export type DenoiserFactory = (sampleRateHz: number) => Denoiser;

type RnNoise = Awaited<ReturnType<(typeof import('@echogarden/rnnoise-wasm'))['default']>>;

/** RNNoise works on 10 ms at 48 kHz. */
const ownHz = 48_000;
const frameSamples = 480;

/**
 * Loads the denoiser (RNNoise, as WebAssembly), so that denoisers can then be made synchronously.
 * @throws DuologueError MISSING_PACKAGE
 */
export async function loadDenoiser(): Promise<DenoiserFactory> {
  const [rnnoise, makeResampler] = await Promise.all([initialise(), loadResampler()]);
  return (sampleRateHz) => new Denoiser(rnnoise, makeResampler, sampleRateHz);
}

async function initialise(): Promise<RnNoise> {
  const { default: start } = await importOptional(
    '@echogarden/rnnoise-wasm',
    'Noise suppression',
    () => import('@echogarden/rnnoise-wasm'),
  );
  return start();
}

/** Takes the noise out of a stream of speech. It comes out 10 to 25 ms later than it went in. */
export class Denoiser {
  readonly #rnnoise: RnNoise;
  readonly #state: number;
  readonly #memory: number;
  readonly #up: Resampler;
  readonly #down: Resampler;
  readonly #splitter: FrameSplitter;
  #clean: Int16Array[] = [];
  #cleanSamples = 0;
  #started = false;
  #closed = false;

  constructor(rnnoise: RnNoise, makeResampler: ResamplerFactory, sampleRateHz: number) {
    this.#rnnoise = rnnoise;
    this.#up = makeResampler({ fromHz: sampleRateHz, toHz: ownHz });
    this.#down = makeResampler({ fromHz: ownHz, toHz: sampleRateHz });
    this.#splitter = new FrameSplitter({
      sampleRateHz: ownHz,
      frameMs: 10,
      onFrame: (frame) => this.#process(frame),
    });
    this.#state = rnnoise._rnnoise_create(0);
    this.#memory = rnnoise._malloc(frameSamples * 4);
  }

  /** As many samples as are given. */
  process(samples: Int16Array): Int16Array {
    if (this.#closed) return samples;
    this.#splitter.push(this.#up.process(samples));
    const output = new Int16Array(samples.length);
    // What does not come in whole frames must begin with a reserve of one, or it would run dry.
    const reserve = this.#started ? 0 : Math.max(0, samples.length - this.#cleanSamples);
    this.#started = true;
    let filled = reserve;
    while (filled < output.length && this.#clean[0]) {
      const part = this.#clean[0].subarray(0, output.length - filled);
      output.set(part, filled);
      filled += part.length;
      if (part.length === this.#clean[0].length) this.#clean.shift();
      else this.#clean[0] = this.#clean[0].subarray(part.length);
    }
    this.#cleanSamples -= filled - reserve;
    return output;
  }

  /** Gives its memory back. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#up.close();
    this.#down.close();
    this.#rnnoise._rnnoise_destroy(this.#state);
    this.#rnnoise._free(this.#memory);
  }

  #process(frame: Int16Array): void {
    const { HEAPF32 } = this.#rnnoise;
    const start = this.#memory / 4;
    HEAPF32.set(frame, start);
    this.#rnnoise._rnnoise_process_frame(this.#state, this.#memory, this.#memory);
    const clean = Int16Array.from(this.#rnnoise.HEAPF32.subarray(start, start + frameSamples), (sample) =>
      Math.max(-32_768, Math.min(32_767, Math.round(sample))),
    );
    const piece = this.#down.process(clean);
    this.#clean.push(piece);
    this.#cleanSamples += piece.length;
  }
}
