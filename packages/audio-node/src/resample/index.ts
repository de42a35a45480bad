export { createResampler, loadResampler, resample } from './resampler.ts';
export type { Resampler, ResamplerFactory, ResamplerOptions } from './resampler.ts';
