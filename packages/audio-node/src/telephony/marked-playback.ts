import type { Clock } from '@duologue/core';

export interface MarkedPlaybackOptions {
  readonly clock: Clock;
  readonly sampleRateHz: number;
}

interface Mark {
  readonly name: string;
  /** What was written before it. */
  readonly samples: number;
}

/** A mark that is late by this much will not come any more, in milliseconds. */
const lostAfterMs = 1_000;

/**
 * Knows how much of what was sent down a phone line has been heard. The far end sends every mark back when it has played what was written
 * before the mark; between two marks the clock goes on, but never past a mark that has not come back.
 */
export class MarkedPlayback {
  readonly #options: MarkedPlaybackOptions;
  #written = 0;
  /** The last moment at which it was known what had been heard. */
  #known = { samples: 0, atMs: 0 };
  #heard = 0;
  #marks: Mark[] = [];
  #names = 0;

  constructor(options: MarkedPlaybackOptions) {
    this.#options = options;
  }

  /** Samples heard so far; never goes down. */
  get played(): number {
    const { clock, sampleRateHz } = this.#options;
    const elapsed = Math.floor(((clock.now() - this.#known.atMs) * sampleRateHz) / 1_000);
    const estimate = this.#known.samples + elapsed;
    const lost = estimate - (lostAfterMs * sampleRateHz) / 1_000;
    while (this.#marks[0] && this.#marks[0].samples < lost) this.#marks.shift();
    const limit = this.#marks[0]?.samples ?? this.#written;
    this.#heard = Math.max(this.#heard, Math.min(estimate, limit, this.#written));
    return this.#heard;
  }

  /** Whether anything was written behind the last mark. */
  get unmarked(): number {
    return this.#written - Math.max(this.#heard, this.#marks.at(-1)?.samples ?? 0);
  }

  /** Whether the far end holds anything that was not heard. */
  get busy(): boolean {
    return this.played < this.#written || this.#marks.length > 0;
  }

  wrote(samples: number): void {
    if (this.played === this.#written)
      this.#known = { samples: this.#written, atMs: this.#options.clock.now() };
    this.#written += samples;
  }

  /** Makes a mark behind everything written so far, and says what it is called. */
  mark(): string {
    this.#names += 1;
    const name = `heard-${this.#names}`;
    this.#marks.push({ name, samples: this.#written });
    return name;
  }

  /** A mark came back. One that is not waited for any more, because it was flushed, changes nothing. */
  returned(name: string): void {
    const index = this.#marks.findIndex((mark) => mark.name === name);
    const mark = this.#marks[index];
    if (!mark) return;
    this.#marks.splice(0, index + 1);
    this.#known = { samples: mark.samples, atMs: this.#options.clock.now() };
    this.#heard = Math.max(this.#heard, mark.samples);
  }

  /** What was not heard never will be; its marks come back and mean nothing. */
  flushed(): void {
    this.#written = this.played;
    this.#known = { samples: this.#written, atMs: this.#options.clock.now() };
    this.#marks = [];
  }
}
