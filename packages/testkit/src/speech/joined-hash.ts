import { createHash, type Hash } from 'node:crypto';

interface Link {
  readonly hash: Hash;
  /** What follows, by the very piece of memory that follows. */
  readonly next: WeakMap<Uint8Array, Link>;
}

/** Remembers the hashes of pieces that were joined before, for as long as the pieces live: a scripted turn is hashed once. */
const nothing: Link = { hash: createHash('sha256'), next: new WeakMap() };

/** The sha256 of pieces of audio as if they were one. It holds on to none of them; they must not change while they live. */
export class JoinedHash {
  #link = nothing;
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  add(piece: Uint8Array): void {
    let next = this.#link.next.get(piece);
    if (!next) {
      next = { hash: this.#link.hash.copy().update(piece), next: new WeakMap() };
      this.#link.next.set(piece, next);
    }
    this.#link = next;
    this.#bytes += piece.length;
  }

  digest(): string {
    return this.#link.hash.copy().digest('hex');
  }
}
