import { AlignedResampler } from './aligned-resampler.ts';
import { loadResampler } from './resampler.ts';
import type { ResamplerOptions } from './resampler.ts';

/**
 * Changes the rate of a whole recording: `ceil(samples.length * toHz / fromHz)` samples, in step with the original.
 * @throws DuologueError INVALID_OPTIONS
 */
export async function resample(samples: Int16Array, options: ResamplerOptions): Promise<Int16Array> {
  const resampler = new AlignedResampler(await loadResampler(), options);
  const [start, end] = [resampler.process(samples), resampler.finish()];
  const output = new Int16Array(start.length + end.length);
  output.set(start);
  output.set(end, start.length);
  return output;
}
