import { sumOfSquares } from './sum-of-squares.ts';

/** The level of 16-bit samples relative to full scale, in dBFS with one decimal; -Infinity for digital silence. They may be in pieces. */
export function dbfsOf(...pieces: readonly Int16Array[]): number {
  let [sum, length] = [0, 0];
  for (const piece of pieces) {
    sum += sumOfSquares(piece, 0, piece.length);
    length += piece.length;
  }
  const meanSquare = length === 0 ? 0 : sum / length;
  return meanSquare === 0 ? -Infinity : Math.round(100 * Math.log10(meanSquare / 32_768 ** 2)) / 10;
}

/** The first and the last sample that is louder than -46 dBFS, as a span in milliseconds; the whole where none is. */
export function soundingSpan(samples: Int16Array, sampleRateHz: number): { startMs: number; endMs: number } {
  const loud = 164;
  let first = 0;
  let last = samples.length - 1;
  while (first < samples.length && Math.abs(samples[first] ?? 0) < loud) first += 1;
  while (last > first && Math.abs(samples[last] ?? 0) < loud) last -= 1;
  const [from, to] = first === samples.length ? [0, samples.length] : [first, last + 1];
  return {
    startMs: Math.round((from * 1_000) / sampleRateHz),
    endMs: Math.round((to * 1_000) / sampleRateHz),
  };
}
