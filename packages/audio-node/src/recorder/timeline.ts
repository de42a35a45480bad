/** One piece of sound: when it ended, and whether nothing was between it and the piece before. */
interface Piece {
  readonly samples: Int16Array;
  readonly endSample: number;
  readonly continues: boolean;
}

export interface Placement {
  /** When the piece ended, in milliseconds from the start of the timeline; it may have arrived later than it ended, not earlier. */
  readonly endMs: number;
  /** True where the piece belongs right behind the one before, unless the clock clearly says otherwise. */
  readonly continues: boolean;
}

/** How far the clock may disagree with a continuous stream before it is believed, in milliseconds: timers and devices are late by this much. */
const toleranceMs = 40;

/**
 * Puts pieces of sound in their places on a line of time and fills what is between them with silence.
 * A stream that continues stays without a seam although its pieces arrive unevenly: of all places that the arrival of a piece, and of
 * those behind it, allows, it takes the latest.
 */
export class Timeline {
  readonly sampleRateHz: number;
  readonly #startSample: number;
  readonly #pieces: Piece[] = [];
  /** Samples taken so far. */
  #cursor = 0;

  /** `startMs` is where the first sample that is taken lies. */
  constructor(sampleRateHz: number, startMs = 0) {
    this.sampleRateHz = sampleRateHz;
    this.#startSample = this.#sampleAt(startMs);
  }

  add(samples: Int16Array, { endMs, continues }: Placement): void {
    if (samples.length === 0) return;
    this.#pieces.push({ samples, endSample: this.#sampleAt(endMs) - this.#startSample, continues });
  }

  /** All sound and silence up to `untilMs`, following what was taken before. */
  take(untilMs: number): Int16Array {
    const first = this.#cursor;
    const target = this.#sampleAt(untilMs) - this.#startSample;
    if (target <= first) return new Int16Array();
    const sound = new Int16Array(target - first);
    for (let piece = this.#pieces[0]; piece !== undefined; piece = this.#pieces[0]) {
      const start = this.#place(piece);
      if (start >= target) break;
      const skipped = Math.max(0, this.#cursor - start);
      const part = piece.samples.subarray(skipped, skipped + target - Math.max(start, this.#cursor));
      sound.set(part, Math.max(start, this.#cursor) - first);
      this.#cursor = Math.max(start, this.#cursor) + part.length;
      const rest = piece.samples.subarray(skipped + part.length);
      if (rest.length === 0) this.#pieces.shift();
      else this.#pieces[0] = { ...piece, samples: rest, continues: true };
    }
    this.#cursor = target;
    return sound;
  }

  #sampleAt(ms: number): number {
    return Math.round((ms * this.sampleRateHz) / 1_000);
  }

  /** Where the first piece begins. Samples that fall before the cursor are lost. */
  #place({ samples, continues }: Piece): number {
    let end = Infinity;
    let behind = 0;
    for (const [index, piece] of this.#pieces.entries()) {
      if (index > 0 && !piece.continues) break;
      if (index > 0) behind += piece.samples.length;
      end = Math.min(end, piece.endSample - behind);
    }
    const start = end - samples.length;
    const off = Math.abs(start - this.#cursor);
    return continues && off <= (toleranceMs * this.sampleRateHz) / 1_000 ? this.#cursor : start;
  }
}
