export interface ClearedPlaybackOptions {
  readonly samplesPerMs: number;
  /** When the far end was told to drop its queue, in milliseconds of the clock. */
  readonly clearedAtMs: number;
  /** What counted as heard at that moment. */
  readonly heard: number;
  readonly written: number;
  /** The last moment at which it was known what had been heard; `byMark` where a mark told it. */
  readonly known: KnownMoment;
  /** The marks that had not come back, in order. */
  readonly marks: readonly { readonly name: string; readonly samples: number }[];
}

export interface KnownMoment {
  readonly samples: number;
  readonly atMs: number;
  readonly byMark: boolean;
}

/** Marks that come back together with the answer to `clear`, within this many milliseconds, come because of it. */
const togetherMs = 20;

/**
 * Sound that the far end was told to drop. On the way there and back some of it was still heard: what, is learned from the marks that were on
 * their way. Those that come back because of the clear come all together, and count for nothing.
 */
export class ClearedPlayback {
  readonly #options: ClearedPlaybackOptions;
  readonly #returned: { readonly samples: number; readonly atMs: number }[] = [];

  constructor(options: ClearedPlaybackOptions) {
    this.#options = options;
  }

  /** A mark came back; one of other sound changes nothing. */
  returned(name: string, nowMs: number): void {
    const mark = this.#options.marks.find((candidate) => candidate.name === name);
    if (mark) this.#returned.push({ samples: mark.samples, atMs: nowMs });
  }

  /** The far end has said that it is silent: how many samples were heard after all. */
  heardLate(nowMs: number): number {
    const { samplesPerMs, clearedAtMs, heard, written, known, marks } = this.#options;
    const late = this.#returned.filter(({ atMs }) => nowMs - atMs > togetherMs);
    const last = late.at(-1) ?? (known.byMark ? known : undefined);
    // every message takes the same time: what passed between a mark and this one also passed at the far end
    const elapsedMs = last ? nowMs - last.atMs : clearedAtMs - known.atMs;
    const samples = Math.floor((last ?? known).samples + elapsedMs * samplesPerMs);
    const limit = marks[late.length]?.samples ?? written;
    return Math.max(0, Math.min(samples, limit, written) - heard);
  }
}
