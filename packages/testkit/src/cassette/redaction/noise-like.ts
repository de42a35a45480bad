import { randomLane } from '@duologue/core';

export interface NoiseOptions {
  readonly sampleRateHz: number;
  readonly seed: number;
  /** Tells pieces of one recording apart. */
  readonly piece: number;
}

/** Length of the stretches that keep their energy, in milliseconds: those in which the testkit listens for speech. */
const windowMs = 10;

/** Above this level the peaks of even noise would be cut off. */
const loudestEven = 32_767 / Math.sqrt(3);

/** Noise as long as the samples, with their energy in every stretch of 10 ms; the same for the same seed and piece. */
export function noiseLike(samples: Int16Array, { sampleRateHz, seed, piece }: NoiseOptions): Int16Array {
  const random = randomLane(seed, `user audio ${piece}`);
  const noise = new Int16Array(samples.length);
  const length = Math.max(1, Math.round((sampleRateHz * windowMs) / 1_000));
  for (let from = 0; from < samples.length; from += length) {
    const window = samples.subarray(from, from + length);
    const target = Math.sqrt(energyOf(window) / window.length);
    if (target === 0) continue;
    const shape = Float64Array.from(window, () =>
      target > loudestEven ? (random() < 0.5 ? -1 : 1) : random() * 2 - 1,
    );
    const gain = target / Math.sqrt(energyOf(shape) / shape.length || 1);
    for (const [index, value] of shape.entries())
      noise[from + index] = Math.max(-32_768, Math.min(32_767, Math.round(value * gain)));
  }
  return noise;
}

function energyOf(samples: Int16Array | Float64Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return sum;
}
