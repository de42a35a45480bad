import { isPromiseLike } from '../promise-like.ts';
import type { AudioOutput } from './audio-slots.ts';
import { SegmentQueue, type Segment } from './segment-queue.ts';

/** An output that still holds more than this share of what it may is left alone: a long lead is topped up in pieces that are worth the work. */
const fullShare = 15 / 16;

/** What the output has taken and not played: it is filled up to the lead of the output, and can be taken back. */
export class OutputLead {
  readonly #samplesPerMs: number;
  readonly #failed: (error: unknown) => void;
  readonly #held: SegmentQueue = new SegmentQueue();
  #output: AudioOutput | undefined;
  /** Samples that the output has confirmed as heard. */
  #confirmed = 0;

  /** `failed` is told what the output throws; it may attach another meanwhile. */
  constructor(samplesPerMs: number, failed: (error: unknown) => void) {
    this.#samplesPerMs = samplesPerMs;
    this.#failed = failed;
  }

  get isAttached(): boolean {
    return this.#output !== undefined;
  }

  get sampleCount(): number {
    return this.#held.sampleCount;
  }

  get segments(): readonly Segment[] {
    return this.#held.segments;
  }

  /** How many samples the output would take now. */
  get room(): number {
    return this.#mostSamples - this.#held.sampleCount;
  }

  /** Whether it is time to top the output up. */
  get wantsMore(): boolean {
    return this.#held.sampleCount <= this.#mostSamples * fullShare;
  }

  /** From now on this output is heard. What the last one held was taken back before. */
  attach(output: AudioOutput): void {
    this.#output = output;
    this.#confirmed = 0;
    this.#confirmed = this.#played();
  }

  detach(): void {
    this.#output = undefined;
  }

  /** Gives the output a segment. Returns false where it failed. */
  write(segment: Segment): boolean {
    this.#held.add(segment);
    try {
      this.#output?.write(segment.heard);
      return true;
    } catch (error) {
      this.#failed(error);
      return false;
    }
  }

  /** Takes out what was heard since the last time, in order. */
  takeHeard(): Segment[] {
    const confirmed = this.#played();
    let fresh = Math.min(confirmed - this.#confirmed, this.#held.sampleCount);
    if (!(fresh > 0)) return [];
    this.#confirmed += fresh;
    const heard: Segment[] = [];
    while (fresh > 0) {
      const segment = this.#held.take(fresh);
      if (!segment) break;
      fresh -= segment.samples.length;
      heard.push(segment);
    }
    return heard;
  }

  /** Samples that were heard since `takeHeard`: a look that changes nothing. */
  get heardSince(): number {
    try {
      const played = Math.floor(this.#output?.playedSamples() ?? 0);
      return Math.max(0, Math.min(played - this.#confirmed, this.#held.sampleCount)) || 0;
    } catch {
      return 0; // the next `takeHeard` tells of it
    }
  }

  /** Takes everything back from the output, as it was before it was made quieter; it is no longer heard. */
  recall(): Segment[] {
    return this.#held.clear().map((segment) => ({ ...segment, heard: segment.samples }));
  }

  /** Has the output drop what it holds. What it learns later of that, if anything, is how many samples were heard after all. */
  flush(): PromiseLike<number> | undefined {
    try {
      const heardAfterAll: unknown = this.#output?.flush();
      this.#confirmed = Math.floor(this.#output?.playedSamples() ?? 0);
      return isPromiseLike(heardAfterAll) ? (heardAfterAll as PromiseLike<number>) : undefined;
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  get #mostSamples(): number {
    return Math.floor((this.#output?.maxLeadMs ?? 0) * this.#samplesPerMs);
  }

  #played(): number {
    try {
      return Math.floor(this.#output?.playedSamples() ?? 0);
    } catch (error) {
      this.#failed(error);
      return this.#confirmed;
    }
  }
}
