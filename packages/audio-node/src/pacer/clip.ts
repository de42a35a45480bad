import { DuologueError } from '@duologue/core';
import { AlignedResampler } from '../resample/aligned-resampler.ts';
import type { ResamplerFactory } from '../resample/resampler.ts';
import type { WavSource } from '../wav/byte-source.ts';
import { mixDown } from '../wav/read-wav.ts';
import { WavReader } from '../wav/wav-reader.ts';

/** Something to say: the path or the bytes of a WAV file, or samples. */
export type Clip = string | URL | Uint8Array | PcmClip;

/** Samples to say. */
export interface PcmClip {
  /** 16-bit mono, at once or piece by piece. Pieces can be said only once, and not in a loop. */
  readonly samples: Int16Array | AsyncIterable<Int16Array>;
  readonly sampleRateHz: number;
}

export interface ClipReading {
  readonly toHz: number;
  readonly makeResampler: ResamplerFactory;
}

/**
 * The samples of a clip as 16-bit mono at `toHz`, piece by piece. A file is read as it is needed.
 * @throws DuologueError FILE_UNREADABLE, WAV_UNREADABLE
 */
export async function openClip(
  clip: Clip,
  { toHz, makeResampler }: ClipReading,
): Promise<AsyncIterable<Int16Array>> {
  const { pieces, sampleRateHz } = isPcm(clip)
    ? {
        pieces: clip.samples instanceof Int16Array ? onePiece(clip.samples) : clip.samples,
        sampleRateHz: clip.sampleRateHz,
      }
    : await openWav(clip);
  return atRate(pieces, new AlignedResampler(makeResampler, { fromHz: sampleRateHz, toHz }));
}

/** A clip over and over, without a gap. An empty clip ends. */
export async function* repeat(clip: Clip, reading: ClipReading): AsyncGenerator<Int16Array, void, undefined> {
  for (;;) {
    let empty = true;
    for await (const piece of await openClip(clip, reading)) {
      empty &&= piece.length === 0;
      yield piece;
    }
    if (empty) return;
  }
}

/** Fails as `openClip` would, without reading more than the head of a file. */
export async function checkClip(clip: Clip): Promise<void> {
  if (!isPcm(clip)) await (await WavReader.open(clip)).close();
}

/** @throws DuologueError INVALID_OPTIONS for what is no clip */
export function checkKind(clip: unknown): void {
  if (typeof clip === 'string' || clip instanceof URL || clip instanceof Uint8Array) return;
  if (typeof clip !== 'object' || clip === null || !('samples' in clip)) {
    throw new DuologueError(
      'INVALID_OPTIONS',
      `The clip is ${kindOf(clip)}. It is the path or the bytes of a WAV file, or { samples, sampleRateHz }.`,
    );
  }
  const { samples } = clip;
  if (samples instanceof Int16Array) return;
  if (typeof samples !== 'object' || samples === null || !(Symbol.asyncIterator in samples))
    throw noSamples(samples);
}

function noSamples(samples: unknown): DuologueError {
  return new DuologueError(
    'INVALID_OPTIONS',
    `The samples of the clip are ${kindOf(samples)}. They are an Int16Array, or come piece by piece as such.`,
  );
}

/** Such as `Float32Array`. */
function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

function isPcm(clip: Clip): clip is PcmClip {
  return typeof clip === 'object' && 'samples' in clip;
}

async function openWav(
  source: WavSource,
): Promise<{ pieces: AsyncIterable<Int16Array>; sampleRateHz: number }> {
  const reader = await WavReader.open(source);
  return { pieces: mono(reader), sampleRateHz: reader.format.sampleRateHz };
}

async function* mono(reader: WavReader): AsyncGenerator<Int16Array, void, undefined> {
  for await (const channels of reader) yield mixDown(channels);
}

async function* onePiece(samples: Int16Array): AsyncGenerator<Int16Array, void, undefined> {
  yield samples;
}

async function* atRate(
  pieces: AsyncIterable<Int16Array>,
  resampler: AlignedResampler,
): AsyncGenerator<Int16Array, void, undefined> {
  for await (const piece of pieces) {
    if (!((piece as unknown) instanceof Int16Array)) throw noSamples(piece);
    yield resampler.process(piece);
  }
  yield resampler.finish();
}
