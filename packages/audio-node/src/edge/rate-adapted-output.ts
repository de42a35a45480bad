import { systemClock } from '@duologue/core';
import type { AudioOutput, AudioOutputStart, Clock } from '@duologue/core';
import { held } from '../held.ts';
import { createResampler } from '../resample/resampler.ts';
import type { Resampler } from '../resample/resampler.ts';

/** Lets an output that has a rate of its own play what the agent sends at another. */
export class RateAdaptedOutput implements AudioOutput {
  readonly #inner: AudioOutput;
  readonly #innerHz: number;
  readonly #clock: Clock;
  #resampler: Resampler | undefined;
  #outerHz = 0;
  /** What was played, on both sides, up to the last flush. */
  #before = { outer: 0, inner: 0 };
  #written = 0;

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
    this.#before = { outer: 0, inner: 0 };
    this.#written = 0;
    const rates = { fromHz: this.#outerHz, toHz: this.#innerHz };
    this.#resampler = await held(this.#clock, () => createResampler(rates));
    await this.#inner.start({ format: { encoding: 'pcm', sampleRateHz: this.#innerHz }, signal });
  }

  write(samples: Int16Array): void {
    if (!this.#resampler) return;
    this.#inner.write(this.#resampler.process(samples));
    this.#written += samples.length;
  }

  flush(): void | Promise<number> {
    const heardLate: unknown = this.#inner.flush();
    const played = this.playedSamples();
    this.#before = { outer: played, inner: this.#inner.playedSamples() };
    this.#written = played;
    this.#resampler?.reset();
    if (!(heardLate instanceof Promise)) return;
    return heardLate.then((samples: number) => Math.round((samples * this.#outerHz) / this.#innerHz));
  }

  playedSamples(): number {
    const inner = this.#inner.playedSamples() - this.#before.inner;
    return Math.min(this.#written, this.#before.outer + Math.floor((inner * this.#outerHz) / this.#innerHz));
  }

  async stop(): Promise<void> {
    this.#resampler?.close();
    this.#resampler = undefined;
    await this.#inner.stop();
  }
}
