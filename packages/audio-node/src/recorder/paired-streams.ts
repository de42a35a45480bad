/** Brings two streams that do not advance in step together: what both have goes on as pieces of one length. */
export class PairedStreams {
  readonly #onPair: (left: Int16Array, right: Int16Array) => void;
  readonly #waiting: readonly [Int16Array[], Int16Array[]] = [[], []];

  constructor(onPair: (left: Int16Array, right: Int16Array) => void) {
    this.#onPair = onPair;
  }

  add(left: readonly Int16Array[], right: readonly Int16Array[]): void {
    const [lefts, rights] = this.#waiting;
    lefts.push(...left);
    rights.push(...right);
    for (;;) {
      const [l, r] = [firstOf(lefts), firstOf(rights)];
      if (l === undefined || r === undefined) return;
      const length = Math.min(l.length, r.length);
      lefts[0] = l.subarray(length);
      rights[0] = r.subarray(length);
      this.#onPair(l.subarray(0, length), r.subarray(0, length));
    }
  }

  /** Fills the shorter one up with silence. */
  finish(): void {
    const [left, right] = this.#waiting.map((pieces) =>
      pieces.reduce((sum, { length }) => sum + length, 0),
    ) as [number, number];
    this.add([new Int16Array(Math.max(0, right - left))], [new Int16Array(Math.max(0, left - right))]);
  }
}

/** The first piece that is not used up. */
function firstOf(pieces: Int16Array[]): Int16Array | undefined {
  while (pieces[0]?.length === 0) pieces.shift();
  return pieces[0];
}
