/** How loud samples are: their root mean square, 0 (silence) to 1 (full scale). */
export function rootMeanSquare(samples: Int16Array): number {
  if (samples.length === 0) return 0;
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / samples.length) / 32_768;
}

/** A level from 0 to 1 in decibels below full scale; -Infinity for silence. */
export function dbfs(level: number): number {
  return 20 * Math.log10(level);
}
