/** A stretch of one turn on its way through playout. */
export interface Segment {
  readonly samples: Int16Array;
  /** The same stretch as the output gets it, which may be quieter. */
  readonly heard: Int16Array;
  readonly eventId: number | undefined;
  /** Where `samples` begins in the accepted audio of its turn. */
  readonly positionSamples: number;
}

/** Stretches of audio in the order in which they are to be heard. */
export class SegmentQueue {
  #segments: Segment[];
  #sampleCount: number;

  constructor(segments: readonly Segment[] = []) {
    this.#segments = [...segments];
    this.#sampleCount = segments.reduce((sum, { samples }) => sum + samples.length, 0);
  }

  get sampleCount(): number {
    return this.#sampleCount;
  }

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  add(segment: Segment): void {
    this.#segments.push(segment);
    this.#sampleCount += segment.samples.length;
  }

  /** The next stretch of one turn, at most `maxSamples` of it; undefined where nothing is left. */
  take(maxSamples: number): Segment | undefined {
    const segment = this.#segments[0];
    if (!segment) return undefined;
    const { samples } = segment;
    const count = Math.min(maxSamples, samples.length);
    this.#sampleCount -= count;
    if (count === samples.length) return this.#segments.shift();
    this.#segments[0] = part(segment, count, samples.length);
    return part(segment, 0, count);
  }

  /** Takes everything. */
  clear(): Segment[] {
    const segments = this.#segments;
    this.#segments = [];
    this.#sampleCount = 0;
    return segments;
  }
}

/** Built without spreading: this runs for every piece of audio. */
function part({ samples, heard, eventId, positionSamples }: Segment, start: number, end: number): Segment {
  const cut = samples.subarray(start, end);
  return {
    samples: cut,
    heard: heard === samples ? cut : heard.subarray(start, end),
    eventId,
    positionSamples: positionSamples + start,
  };
}
