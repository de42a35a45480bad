/** The level of 16-bit samples relative to full scale, in dBFS with one decimal; -Infinity for digital silence. */
export function dbfsOf(samples: Int16Array): number {
  const meanSquare = meanSquareOf(samples, 0, samples.length);
  return meanSquare === 0 ? -Infinity : Math.round(100 * Math.log10(meanSquare / 32_768 ** 2)) / 10;
}

/** The mean square of `samples[from..to)`. */
function meanSquareOf(samples: Int16Array, from: number, to: number): number {
  let sum = 0;
  for (let index = from; index < to; index += 1) {
    const sample = samples[index] ?? 0;
    sum += sample * sample;
  }
  return to > from ? sum / (to - from) : 0;
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
