import { DuologueError } from '@duologue/core';
import initialise from '@echogarden/speex-resampler-wasm/simd';

export interface ResamplerOptions {
  /** Rate of the samples that come in, a whole number from 1,000 to 384,000. */
  readonly fromHz: number;
  /** Rate of the samples that go out, a whole number from 1,000 to 384,000. */
  readonly toHz: number;
  /** 0 (fast) to 10 (flat up to 97 % of the band); default 5, which keeps 90 dB of signal over noise. */
  readonly quality?: number;
}

/**
 * Changes the rate of a stream of 16-bit mono samples. Pieces of any size come in; what has come out after `n` samples in
 * is always `ceil(n * toHz / fromHz)` samples, the first `delaySamples` of them being the silence that the filter starts with.
 */
export interface Resampler {
  /** By how much the output lags behind the input, in samples of the output. 0 where both rates are the same. */
  readonly delaySamples: number;
  /** The samples that follow those of the call before. The result is the caller's to keep. */
  process(samples: Int16Array): Int16Array;
  /** Forgets what it has heard. */
  reset(): void;
  /** Gives its memory back; `process` must not be called any more. */
  close(): void;
}

type Engine = Awaited<ReturnType<typeof initialise>>;

/** One copy of the WebAssembly code serves everyone: it holds no state of its own, each resampler has a block of its memory. */
let engine: Promise<Engine> | undefined;

/** Makes resamplers. Loading the code is the only part that has to be waited for. */
export type ResamplerFactory = (options: ResamplerOptions) => Resampler;

/**
 * Loads the resampler (Speex, as WebAssembly), so that resamplers can then be made synchronously.
 * The factory throws DuologueError INVALID_OPTIONS.
 */
export async function loadResampler(): Promise<ResamplerFactory> {
  engine ??= initialise();
  const speex = await engine;
  return (options) => {
    checkOptions(options);
    return options.fromHz === options.toHz ? new SameRate() : new SpeexResampler(speex, options);
  };
}

/** @throws DuologueError INVALID_OPTIONS */
export async function createResampler(options: ResamplerOptions): Promise<Resampler> {
  return (await loadResampler())(options);
}

class SameRate implements Resampler {
  readonly delaySamples = 0;

  process(samples: Int16Array): Int16Array {
    return samples.slice();
  }

  reset(): void {}

  close(): void {}
}

/** The four areas of WebAssembly memory that one resampler has. */
interface Memory {
  state: number;
  /** Two 32-bit lengths: of what is given, then of what there is room for. */
  lengths: number;
  input: number;
  output: number;
}

class SpeexResampler implements Resampler {
  readonly delaySamples: number;
  readonly #speex: Engine;
  readonly #memory: Memory;
  readonly #outputSamples: number;
  #closed = false;

  constructor(speex: Engine, { fromHz, toHz, quality = 5 }: ResamplerOptions) {
    this.#speex = speex;
    this.#outputSamples = Math.ceil((blockSamples * toHz) / fromHz) + 1;
    const lengths = speex._malloc(8);
    this.#memory = {
      lengths,
      state: speex._speex_resampler_init(1, fromHz, toHz, quality, lengths),
      input: speex._malloc(blockSamples * 2),
      output: speex._malloc(this.#outputSamples * 2),
    };
    this.delaySamples = speex._speex_resampler_get_output_latency(this.#memory.state);
    forgotten.register(this, { speex, memory: this.#memory }, this);
  }

  process(samples: Int16Array): Int16Array {
    if (this.#closed)
      throw new DuologueError('INVALID_STATE', 'This resampler is closed. Make a new one for a new stream.');
    if (samples.length <= blockSamples) return this.#processBlock(samples);
    const pieces: Int16Array[] = [];
    for (let start = 0; start < samples.length; start += blockSamples) {
      pieces.push(this.#processBlock(samples.subarray(start, start + blockSamples)));
    }
    const output = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0));
    let filled = 0;
    for (const piece of pieces) {
      output.set(piece, filled);
      filled += piece.length;
    }
    return output;
  }

  reset(): void {
    if (!this.#closed) this.#speex._speex_resampler_reset_mem(this.#memory.state);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    forgotten.unregister(this);
    free({ speex: this.#speex, memory: this.#memory });
  }

  #processBlock(samples: Int16Array): Int16Array {
    const { state, lengths, input, output } = this.#memory;
    // The heap's views are renewed whenever its memory grows, so they are taken afresh for each block.
    this.#speex.HEAP16.set(samples, input / 2);
    this.#speex.HEAPU32[lengths / 4] = samples.length;
    this.#speex.HEAPU32[lengths / 4 + 1] = this.#outputSamples;
    this.#speex._speex_resampler_process_int(state, 0, input, lengths, output, lengths + 4);
    const made = this.#speex.HEAPU32[lengths / 4 + 1]!;
    return this.#speex.HEAP16.slice(output / 2, output / 2 + made);
  }
}

const blockSamples = 4_800;

interface Allocation {
  speex: Engine;
  memory: Memory;
}

/** Frees what a resampler held that was dropped without `close`. */
const forgotten = new FinalizationRegistry<Allocation>(free);

function free({ speex, memory }: Allocation): void {
  speex._speex_resampler_destroy(memory.state);
  for (const address of [memory.lengths, memory.input, memory.output]) speex._free(address);
}

function checkOptions({ fromHz, toHz, quality = 5 }: ResamplerOptions): void {
  for (const [name, rate] of Object.entries({ fromHz, toHz })) {
    if (!Number.isInteger(rate) || rate < 1_000 || rate > 384_000) {
      throw new DuologueError(
        'INVALID_OPTIONS',
        `${name} is ${rate}. A sample rate is a whole number from 1,000 to 384,000 Hz.`,
        {
          details: { [name]: rate },
        },
      );
    }
  }
  if (!Number.isInteger(quality) || quality < 0 || quality > 10) {
    throw new DuologueError('INVALID_OPTIONS', `quality is ${quality}. It is a whole number from 0 to 10.`, {
      details: { quality },
    });
  }
}
