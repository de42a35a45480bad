import type { WavSource } from './byte-source.ts';
import type { WavFormat } from './wav-format.ts';
import { WavReader } from './wav-reader.ts';

/** A whole WAV file in memory. */
export interface Wav {
  readonly sampleRateHz: number;
  /** The samples of each channel, as 16-bit numbers. */
  readonly channels: readonly Int16Array[];
  readonly durationMs: number;
  /** How the samples were coded in the file. */
  readonly format: WavFormat;
  /** Whether the file ended before the samples that it announced. */
  readonly truncated: boolean;
}

/**
 * Reads a whole WAV file.
 * @throws DuologueError FILE_UNREADABLE, WAV_UNREADABLE
 */
export async function readWav(source: WavSource): Promise<Wav> {
  const reader = await WavReader.open(source);
  const pieces: (readonly Int16Array[])[] = [];
  for await (const piece of reader) pieces.push(piece);
  const { format, truncated } = reader;
  const channels = Array.from({ length: format.channels }, (_, channel) =>
    join(pieces.map((piece) => piece[channel]!)),
  );
  const durationMs = (channels[0]!.length / format.sampleRateHz) * 1_000;
  return { sampleRateHz: format.sampleRateHz, channels, durationMs, format, truncated };
}

/** One channel out of many, as their mean. */
export function mixDown(channels: readonly Int16Array[]): Int16Array {
  const [first = new Int16Array()] = channels;
  if (channels.length < 2) return first;
  return first.map((_, index) =>
    Math.round(channels.reduce((sum, samples) => sum + samples[index]!, 0) / channels.length),
  );
}

function join(pieces: readonly Int16Array[]): Int16Array {
  const joined = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const piece of pieces) {
    joined.set(piece, filled);
    filled += piece.length;
  }
  return joined;
}
