import { systemClock } from '@duologue/core';
import type { AudioOutput, AudioOutputStart, Clock, Timer } from '@duologue/core';
import { held } from '../held.ts';
import { AlignedResampler } from '../resample/aligned-resampler.ts';
import { loadResampler } from '../resample/resampler.ts';
import type { ResamplerFactory } from '../resample/resampler.ts';
import { PlayedEstimate } from './played-estimate.ts';

/** With less than this left of what was written, nothing more is coming: playout tops the output up long before. */
const dryMs = 30;

/**
 * Lets an output that has a rate of its own play what the agent sends at another. Each stretch of sound without a gap is resampled by
 * itself: its end is played with it, and nothing of it gets into the next one.
 */
export class RateAdaptedOutput implements AudioOutput {
  readonly #inner: AudioOutput;
  readonly #innerHz: number;
  readonly #clock: Clock;
  #makeResampler: ResamplerFactory | undefined;
  #outerHz = 0;
  #stretch: AlignedResampler | undefined;
  /** Where the stretches begin that are not over, on both sides; the first one is being heard. */
  #begins: Samples[] = [{ outer: 0, inner: 0 }];
  #written: Samples = { outer: 0, inner: 0 };
  #estimate: PlayedEstimate | undefined;
  #end: Timer | undefined;

  /** The clock is that of the session, which waits while the resampler is loaded; default the computer's. */
  constructor(inner: AudioOutput, innerHz: number, clock: Clock = systemClock) {
    this.#inner = inner;
    this.#innerHz = innerHz;
    this.#clock = clock;
  }

  get maxLeadMs(): number {
    return this.#inner.maxLeadMs;
  }

  async start({ format, signal }: AudioOutputStart): Promise<void> {
    this.#outerHz = format.sampleRateHz;
    this.#begins = [{ outer: 0, inner: 0 }];
    this.#written = { outer: 0, inner: 0 };
    this.#estimate = new PlayedEstimate({ clock: this.#clock, sampleRateHz: this.#innerHz, latencyMs: 0 });
    this.#makeResampler = await held(this.#clock, loadResampler);
    await this.#inner.start({ format: { encoding: 'pcm', sampleRateHz: this.#innerHz }, signal });
  }

  write(samples: Int16Array): void {
    const stretch = (this.#stretch ??= this.#begin());
    if (!stretch) return;
    this.#pass(stretch.process(samples));
    this.#written.outer += samples.length;
    this.#end?.cancel();
    const leftMs = this.#estimate?.leftMs ?? 0;
    this.#end = this.#clock.setTimeout(() => this.#finish(), Math.max(0, leftMs - dryMs));
  }

  flush(): void | Promise<number> {
    const heardLate: unknown = this.#inner.flush();
    const outer = this.playedSamples();
    const inner = this.#inner.playedSamples();
    this.#drop();
    this.#begins = [{ outer, inner }];
    this.#written = { outer, inner };
    this.#estimate?.flushed();
    if (!(heardLate instanceof Promise)) return;
    return heardLate.then((samples: number) => Math.round((samples * this.#outerHz) / this.#innerHz));
  }

  playedSamples(): number {
    const played = this.#inner.playedSamples();
    while (this.#begins[1] && this.#begins[1].inner <= played) this.#begins.shift();
    const [begin = this.#written, next = this.#written] = this.#begins;
    const heard = Math.floor(((played - begin.inner) * this.#outerHz) / this.#innerHz);
    return Math.min(next.outer, begin.outer + heard);
  }

  async stop(): Promise<void> {
    this.#drop();
    this.#makeResampler = undefined;
    await this.#inner.stop();
  }

  #begin(): AlignedResampler | undefined {
    const begin = { ...this.#written };
    if (this.#begins.at(-1)?.inner === begin.inner) this.#begins.pop();
    this.#begins.push(begin);
    return this.#makeResampler && new AlignedResampler(this.#makeResampler, this.#rates);
  }

  get #rates(): { fromHz: number; toHz: number } {
    return { fromHz: this.#outerHz, toHz: this.#innerHz };
  }

  /** What the resampler still holds is the end of what was written. */
  #finish(): void {
    const stretch = this.#stretch;
    this.#stretch = undefined;
    if (stretch) this.#pass(stretch.finish());
  }

  #drop(): void {
    this.#end?.cancel();
    this.#stretch?.finish();
    this.#stretch = undefined;
  }

  #pass(samples: Int16Array): void {
    if (samples.length === 0) return;
    this.#inner.write(samples);
    this.#written.inner += samples.length;
    this.#estimate?.wrote(samples.length);
  }
}

/** A place in the sound, counted at the rates of both sides. */
interface Samples {
  outer: number;
  inner: number;
}
