import type { Segment } from './segment-queue.ts';

/** What was heard of a segment that had been taken back. */
export interface HeardLate {
  readonly segment: Segment;
  /** From the beginning of the segment. */
  readonly sampleCount: number;
  /** When it began to be heard. */
  readonly atMs: number;
}

/** Audio that was taken back from an output which learns only later how much of it was heard after all. */
export class RecalledAudio {
  readonly #segments: readonly Segment[];
  readonly #samplesPerMs: number;
  readonly #atMs: number;

  /** `atMs` is when it was taken back. */
  constructor(segments: readonly Segment[], samplesPerMs: number, atMs: number) {
    this.#segments = segments;
    this.#samplesPerMs = samplesPerMs;
    this.#atMs = atMs;
  }

  /** Whether a segment that waits is one of it, untouched. */
  has(segment: Segment | undefined): boolean {
    return this.#segments.some(({ samples }) => samples === segment?.samples);
  }

  /** What the first `sampleCount` samples of it were, as far as that can be. */
  heard(sampleCount: number): HeardLate[] {
    let rest = Number.isFinite(sampleCount) ? Math.floor(sampleCount) : 0;
    let atMs = this.#atMs;
    const heard: HeardLate[] = [];
    for (const segment of this.#segments) {
      const count = Math.min(rest, segment.samples.length);
      if (count <= 0) break;
      heard.push({ segment, sampleCount: count, atMs });
      rest -= count;
      atMs += count / this.#samplesPerMs;
    }
    return heard;
  }
}
