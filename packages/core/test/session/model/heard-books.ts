import assert from 'node:assert/strict';

/** One piece of agent audio, as the service sent it. Its samples all have the value `mark`: 2, 6, 10 and so on. */
interface Piece {
  readonly mark: number;
  readonly id: number | undefined;
  readonly samples: number;
  /** Whether it may be heard still. */
  allowed: boolean;
  /** Whether it was let in at all: a full queue may refuse it. */
  queued: boolean;
  heard: number;
}

/**
 * What may be heard on one connection, kept apart from the session: the rule of interruptions,
 * written down a second time in the plainest way.
 */
export class HeardBooks {
  readonly #pieces = new Map<number, Piece>();
  #highest = Number.NEGATIVE_INFINITY;
  #bar = Number.NEGATIVE_INFINITY;
  #untaggedAllowed = true;
  /** The highest id of a turn whose text has come. */
  #announced = Number.NEGATIVE_INFINITY;
  #lastMark = 0;

  /** The service sent a piece. */
  sent(mark: number, id: number | undefined, samples: number): void {
    if (id === undefined) this.#announced = Number.NEGATIVE_INFINITY;
    else this.#highest = Math.max(this.#highest, id);
    const allowed = id === undefined ? this.#untaggedAllowed : id >= this.#bar;
    if (allowed && id !== undefined) this.#untaggedAllowed = true;
    this.#pieces.set(mark, { mark, id, samples, allowed, queued: allowed, heard: 0 });
  }

  /** A full queue refused the piece. */
  refused(mark: number): void {
    const piece = this.#pieces.get(mark);
    if (piece) piece.queued = false;
  }

  interrupted(id: number | undefined): void {
    const cut = id ?? this.#highest;
    this.#bar = Math.max(this.#bar, this.#highest >= cut ? cut + 1 : cut);
    this.#untaggedAllowed = false;
    for (const piece of this.#pieces.values()) {
      if (piece.id === undefined || piece.id < this.#bar) piece.allowed = false;
    }
  }

  /** The user cuts all that is known: also a turn of which only the text is here. */
  interruptedByUser(): void {
    this.#highest = Math.max(this.#highest, this.#announced);
    this.interrupted(undefined);
  }

  announced(id: number | undefined): void {
    if (id !== undefined) this.#announced = Math.max(this.#announced, id);
  }

  turnBegan(id: number | undefined): void {
    if (id === undefined || id >= this.#bar) this.#untaggedAllowed = true;
  }

  /** The session says that samples were heard. Throws where that must not be. */
  heard(samples: Int16Array): void {
    for (let start = 0; start < samples.length;) {
      const sample = samples[start] ?? 0;
      let end = start + 1;
      while (samples[end] === sample) end += 1;
      const mark = sample % 2 === 0 ? sample : sample * 2; // ducked to the half
      const piece = this.#pieces.get(mark);
      assert.ok(piece, 'audio is heard that the service never sent');
      assert.ok(piece.allowed, `stale audio of turn ${piece.id} is heard`);
      assert.ok(mark >= this.#lastMark, 'audio is heard out of order');
      this.#lastMark = mark;
      piece.heard += end - start;
      assert.ok(piece.heard <= piece.samples, 'audio is heard twice');
      start = end;
    }
  }

  /** Nothing waits any more: what was allowed and let in was heard to its end. */
  checkAllHeard(): void {
    for (const { allowed, queued, heard, samples, id } of this.#pieces.values()) {
      if (allowed && queued) assert.equal(heard, samples, `audio of turn ${id} was not heard to its end`);
    }
  }

  /** Samples of turns that may not be heard any more must not wait in playout. */
  staleIds(): Set<number | undefined> {
    const stale = new Set<number | undefined>();
    for (const { id, allowed } of this.#pieces.values()) if (!allowed) stale.add(id);
    for (const { id, allowed } of this.#pieces.values()) if (allowed) stale.delete(id);
    return stale;
  }
}
