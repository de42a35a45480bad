import type { Sound } from '../matchers/audio-matchers.ts';

/** The matchers for audio (`{ samples, sampleRateHz }`), as `expect` of vitest has them. */
export interface AudioAssertions<R = void> {
  /** Lasts `ms` milliseconds, give or take `toleranceMs` (default 1). */
  toHaveDuration(ms: number, options?: { readonly toleranceMs?: number }): R;
  /** Is nowhere louder than `dbfs` (default -60). */
  toBeSilent(options?: { readonly dbfs?: number }): R;
  /** At least `share` (default 0.5) of the energy is at `hz`. */
  toContainTone(hz: number, options?: { readonly share?: number }): R;
  /** Never jumps by more than `step` (default 0.5) of full scale from one sample to the next. */
  toHaveNoClicks(options?: { readonly step?: number }): R;
  /** Differs from another sound by at least `snrDb` (default 20) decibels less than that sound is loud. */
  toMatchAudio(other: Sound, options?: { readonly snrDb?: number; readonly toleranceMs?: number }): R;
}
