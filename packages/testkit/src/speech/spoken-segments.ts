import { createHash, type Hash } from 'node:crypto';
import { bytesOf } from './sample-bytes.ts';

/** What counts as sounding: 1 % of full scale. */
const loud = 328;

/** Silence of this length ends a segment. */
const gapMs = 300;

/** A stretch of speech in a stream of audio, from its first to its last sounding sample. */
export interface SpokenSegment {
  readonly ms: number;
  /** Of the samples as 16-bit little-endian. */
  readonly sha256: string;
}

/**
 * Cuts a stream of audio into spoken segments. Neither chunking nor the length of the silence between segments
 * makes a difference.
 */
export class SpokenSegments {
  readonly #sampleRateHz: number;
  readonly #gapSamples: number;
  readonly #ended: SpokenSegment[] = [];
  /** Of the segment that is open. */
  #hash: Hash | undefined;
  #hashedSamples = 0;
  /** What came after the last sounding sample: part of the segment only if it goes on. */
  #quiet: Int16Array[] = [];
  #quietSamples = 0;

  constructor(sampleRateHz: number) {
    this.#sampleRateHz = sampleRateHz;
    this.#gapSamples = (gapMs * sampleRateHz) / 1_000;
  }

  /** The segments that have ended. */
  get ended(): readonly SpokenSegment[] {
    return this.#ended;
  }

  /** How many segments have begun. */
  get begun(): number {
    return this.#ended.length + (this.#hash ? 1 : 0);
  }

  /** Takes digital silence: quicker than to look at every sample. */
  hearSilence(samples: Int16Array): void {
    if (this.#hash) this.#wait(samples);
  }

  /** Takes the samples that follow those before. */
  hear(samples: Int16Array): void {
    // in pieces that are too short for a gap between two sounding samples
    for (let from = 0; from < samples.length; from += this.#gapSamples)
      this.#hearPiece(samples.subarray(from, from + this.#gapSamples));
  }

  #hearPiece(samples: Int16Array): void {
    let first = 0;
    while (first < samples.length && Math.abs(samples[first] ?? 0) < loud) first += 1;
    if (first === samples.length) {
      if (this.#hash) this.#wait(samples.slice());
      return;
    }
    let last = samples.length - 1;
    while (last > first && Math.abs(samples[last] ?? 0) < loud) last -= 1;
    if (this.#hash && this.#quietSamples + first >= this.#gapSamples) this.#end();
    const goesOn = this.#hash !== undefined;
    this.#hash ??= createHash('sha256');
    this.#take(samples.subarray(goesOn ? 0 : first, last + 1));
    if (last + 1 < samples.length) this.#wait(samples.slice(last + 1));
  }

  #take(samples: Int16Array): void {
    for (const part of this.#quiet) this.#add(part);
    this.#add(samples);
    this.#quiet = [];
    this.#quietSamples = 0;
  }

  #add(part: Int16Array): void {
    this.#hash?.update(bytesOf(part));
    this.#hashedSamples += part.length;
  }

  #wait(quiet: Int16Array): void {
    this.#quiet.push(quiet);
    this.#quietSamples += quiet.length;
    if (this.#quietSamples >= this.#gapSamples) this.#end();
  }

  #end(): void {
    const ms = Math.round((this.#hashedSamples * 1_000) / this.#sampleRateHz);
    this.#ended.push({ ms, sha256: this.#hash?.digest('hex') ?? '' });
    this.#hash = undefined;
    this.#hashedSamples = 0;
    this.#quiet = [];
    this.#quietSamples = 0;
  }
}
