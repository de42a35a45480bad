export { createResampler, loadResampler } from './resampler.ts';
export type { Resampler, ResamplerFactory, ResamplerOptions } from './resampler.ts';
export { AlignedResampler } from './aligned-resampler.ts';
export { resample } from './resample.ts';
