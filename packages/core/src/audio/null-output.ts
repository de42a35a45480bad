import type { Clock } from '../clock.ts';
import type { AudioOutput, AudioOutputStart } from './audio-slots.ts';

/** An output that nobody hears, playing at the speed of the clock. It stands in where a session has no other. */
export class NullOutput implements AudioOutput {
  readonly maxLeadMs: number;
  readonly #clock: Clock;
  #samplesPerMs = 16;
  #startedAtMs = 0;
  /** Samples heard before `#startedAtMs`. */
  #played = 0;
  /** Samples written and not flushed. */
  #written = 0;

  /** `maxLeadMs` defaults to 200 ms, the lead of a real device that can be flushed. */
  constructor(clock: Clock, { maxLeadMs = 200 }: { readonly maxLeadMs?: number } = {}) {
    this.#clock = clock;
    this.maxLeadMs = maxLeadMs;
  }

  start({ format }: AudioOutputStart): void {
    this.#samplesPerMs = format.sampleRateHz / 1_000;
    this.#played = 0;
    this.#written = 0;
  }

  write(samples: Int16Array): void {
    const played = this.playedSamples();
    if (played === this.#written) {
      this.#played = played;
      this.#startedAtMs = this.#clock.now();
    }
    this.#written += samples.length;
  }

  flush(): void {
    this.#played = this.playedSamples();
    this.#written = this.#played;
  }

  playedSamples(): number {
    const elapsed = Math.floor((this.#clock.now() - this.#startedAtMs) * this.#samplesPerMs);
    return Math.min(this.#written, this.#played + elapsed);
  }

  stop(): void {}
}
