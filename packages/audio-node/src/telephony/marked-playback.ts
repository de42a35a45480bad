import type { Clock } from '@duologue/core';
import { ClearedPlayback } from './cleared-playback.ts';
import type { KnownMoment } from './cleared-playback.ts';

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
export const lostAfterMs = 1_000;

/**
 * Knows how much of what was sent down a phone line has been heard. The far end sends every mark back when it has played what was written
 * before the mark; between two marks the clock goes on, but never past a mark that has not come back.
 */
export class MarkedPlayback {
  readonly #options: MarkedPlaybackOptions;
  #written = 0;
  /** The last moment at which it was known what had been heard. */
  #known: KnownMoment = { samples: 0, atMs: 0, byMark: false };
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

  /** Samples written so far, without those that were flushed. */
  get written(): number {
    return this.#written;
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
    if (this.played === this.#written) this.#know(this.#written, false);
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
    this.#know(mark.samples, true);
    this.#heard = Math.max(this.#heard, mark.samples);
  }

  /** The far end is told to drop what it has not played; the marks of that mean nothing here any more. */
  flushed(): ClearedPlayback {
    const { clock, sampleRateHz } = this.#options;
    const cleared = new ClearedPlayback({
      samplesPerMs: sampleRateHz / 1_000,
      clearedAtMs: clock.now(),
      heard: this.played,
      written: this.#written,
      known: this.#known,
      marks: this.#marks,
    });
    this.#written = this.played;
    this.#know(this.#written, false);
    this.#marks = [];
    return cleared;
  }

  #know(samples: number, byMark: boolean): void {
    this.#known = { samples, atMs: this.#options.clock.now(), byMark };
  }
}
