import type { Clock } from '@duologue/core';

export interface PlayedEstimateOptions {
  readonly clock: Clock;
  readonly sampleRateHz: number;
  /** From the writing of a sample into an idle device to its sound, in milliseconds. */
  readonly latencyMs: number;
}

/** What a device that does not tell must have played by now, by the clock: it plays without a pause while it has samples. */
export class PlayedEstimate {
  readonly #options: PlayedEstimateOptions;
  /** When the samples that follow `#before` began to be heard. */
  #sinceMs = 0;
  #before = 0;
  #written = 0;

  constructor(options: PlayedEstimateOptions) {
    this.#options = options;
  }

  /** Samples heard so far. */
  get played(): number {
    const { clock, sampleRateHz } = this.#options;
    const elapsed = Math.max(0, Math.floor(((clock.now() - this.#sinceMs) * sampleRateHz) / 1_000));
    return Math.min(this.#written, this.#before + elapsed);
  }

  /** Milliseconds until everything is heard. */
  get leftMs(): number {
    const { clock, sampleRateHz } = this.#options;
    if (this.played === this.#written) return 0;
    return this.#sinceMs + ((this.#written - this.#before) * 1_000) / sampleRateHz - clock.now();
  }

  wrote(samples: number): void {
    const { clock, latencyMs } = this.#options;
    const { played } = this;
    if (played === this.#written) {
      this.#before = played;
      this.#sinceMs = clock.now() + latencyMs;
    }
    this.#written += samples;
  }

  /** What was not heard never will be. */
  flushed(): void {
    this.#written = this.played;
    this.#before = this.#written;
  }
}
