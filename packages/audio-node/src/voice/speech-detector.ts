import { DuologueError, importOptional } from '@duologue/core';
import { FrameSplitter } from '../edge/frame-splitter.ts';
import { dbfs, rootMeanSquare } from '../level.ts';
import { loadResampler } from '../resample/resampler.ts';
import type { Resampler, ResamplerFactory } from '../resample/resampler.ts';

export interface SpeechDetectorOptions {
  /** How sure the detector must be: 0 hears speech everywhere, 3 (default) only where there is little else. */
  readonly mode?: 0 | 1 | 2 | 3;
  /** Speech must last this long before it counts as begun, in milliseconds; default 60. */
  readonly onsetMs?: number;
  /** Silence must last this long before speech counts as over, in milliseconds; default 300. */
  readonly releaseMs?: number;
  /** What is more quiet than this is no speech, in dBFS; default -50. */
  readonly floorDbfs?: number;
}

export interface SpeechDetectorInput extends SpeechDetectorOptions {
  readonly sampleRateHz: number;
  readonly onChange: (speaking: boolean) => void;
}

export type SpeechDetectorFactory = (input: SpeechDetectorInput) => SpeechDetector;

/** The parts of `@echogarden/fvad-wasm` that are used here: its own types would be missing where it is not installed. */
interface Fvad {
  readonly HEAP16: Int16Array;
  _malloc(bytes: number): number;
  _free(address: number): void;
  _fvad_new(): number;
  _fvad_free(vad: number): void;
  _fvad_set_mode(vad: number, mode: number): number;
  _fvad_set_sample_rate(vad: number, sampleRateHz: number): number;
  _fvad_process(vad: number, samples: number, length: number): number;
}

const frameMs = 20;
/** The rates that WebRTC's detector takes. */
const ownRates: ReadonlySet<number> = new Set([8_000, 16_000, 32_000, 48_000]);

/**
 * Loads the detector (WebRTC's, as WebAssembly), so that detectors can then be made synchronously.
 * @throws DuologueError MISSING_PACKAGE
 */
export async function loadSpeechDetector(): Promise<SpeechDetectorFactory> {
  const [fvad, makeResampler] = await Promise.all([initialise(), loadResampler()]);
  return (input) => new SpeechDetector(fvad, makeResampler, input);
}

async function initialise(): Promise<Fvad> {
  const { default: start } = await importOptional(
    '@echogarden/fvad-wasm',
    'Detecting speech',
    () => import('@echogarden/fvad-wasm'),
  );
  return (await start()) as Fvad;
}

/** Says when somebody begins and stops to speak, from the sound alone. */
export class SpeechDetector {
  readonly #fvad: Fvad;
  readonly #vad: number;
  readonly #memory: number;
  readonly #resampler: Resampler;
  readonly #splitter: FrameSplitter;
  readonly #options: Required<SpeechDetectorOptions>;
  readonly #onChange: (speaking: boolean) => void;
  #speaking = false;
  /** How long it has been otherwise than `#speaking` says. */
  #otherwiseMs = 0;
  #closed = false;

  constructor(fvad: Fvad, makeResampler: ResamplerFactory, input: SpeechDetectorInput) {
    const { sampleRateHz, onChange, mode = 3, onsetMs = 60, releaseMs = 300, floorDbfs = -50 } = input;
    this.#fvad = fvad;
    this.#options = checkDetectorOptions({ mode, onsetMs, releaseMs, floorDbfs });
    this.#onChange = onChange;
    const rate = ownRates.has(sampleRateHz) ? sampleRateHz : 16_000;
    this.#resampler = makeResampler({ fromHz: sampleRateHz, toHz: rate });
    this.#splitter = new FrameSplitter({
      sampleRateHz: rate,
      frameMs,
      onFrame: (frame) => this.#judge(frame),
    });
    this.#vad = fvad._fvad_new();
    fvad._fvad_set_mode(this.#vad, mode);
    fvad._fvad_set_sample_rate(this.#vad, rate);
    this.#memory = fvad._malloc((rate * 2 * frameMs) / 1_000);
  }

  get speaking(): boolean {
    return this.#speaking;
  }

  push(samples: Int16Array): void {
    if (!this.#closed) this.#splitter.push(this.#resampler.process(samples));
  }

  /** Gives its memory back. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#resampler.close();
    this.#fvad._fvad_free(this.#vad);
    this.#fvad._free(this.#memory);
  }

  #judge(frame: Int16Array): void {
    const { onsetMs, releaseMs } = this.#options;
    const voiced = this.#isVoiced(frame);
    this.#otherwiseMs = voiced === this.#speaking ? 0 : this.#otherwiseMs + frameMs;
    if (this.#otherwiseMs < (this.#speaking ? releaseMs : onsetMs) || voiced === this.#speaking) return;
    this.#speaking = voiced;
    this.#otherwiseMs = 0;
    this.#onChange(voiced);
  }

  #isVoiced(frame: Int16Array): boolean {
    if (this.#closed) return false;
    this.#fvad.HEAP16.set(frame, this.#memory / 2);
    const voiced = this.#fvad._fvad_process(this.#vad, this.#memory, frame.length) === 1;
    return voiced && dbfs(rootMeanSquare(frame)) >= this.#options.floorDbfs;
  }
}

/** @throws DuologueError INVALID_OPTIONS */
export function checkDetectorOptions<T extends SpeechDetectorOptions>(options: T): T {
  const { mode = 3, onsetMs = 60, releaseMs = 300, floorDbfs = -50 } = options;
  const refuse = (what: string) => new DuologueError('INVALID_OPTIONS', what);
  if (![0, 1, 2, 3].includes(mode)) throw refuse(`mode is ${String(mode)}. It is 0, 1, 2 or 3.`);
  for (const [name, value] of Object.entries({ onsetMs, releaseMs })) {
    if (!(value >= frameMs && value <= 10_000))
      throw refuse(`${name} is ${value}. It is a number from 20 to 10,000.`);
  }
  if (!(floorDbfs >= -100 && floorDbfs <= 0))
    throw refuse(`floorDbfs is ${floorDbfs}. It is a number from -100 to 0.`);
  return options;
}
