import type { DroppedAudio } from './cassette-frame.ts';

/** Samples that are as long and as loud as audio that was not kept: what stands for it wherever only that matters. */
export function levelled(
  { ms, rms_dbfs }: Pick<DroppedAudio, 'ms' | 'rms_dbfs'>,
  sampleRateHz: number,
): Int16Array {
  const samples = new Int16Array(Math.round((ms * sampleRateHz) / 1_000));
  if (rms_dbfs <= -120) return samples;
  const level = Math.min(32_767, Math.round(32_768 * 10 ** (rms_dbfs / 20)));
  for (let index = 0; index < samples.length; index += 1) samples[index] = index % 2 === 0 ? level : -level;
  return samples;
}
