import type { WavWriter } from '../wav/wav-writer.ts';

/** Joins two streams that do not advance in step into the two channels of a file. */
export class StereoMixer {
  readonly #writer: WavWriter;
  readonly #waiting: readonly [Int16Array[], Int16Array[]] = [[], []];

  constructor(writer: WavWriter) {
    this.#writer = writer;
  }

  /** Writes as much as both sides have. @throws DuologueError FILE_UNWRITABLE */
  add(left: readonly Int16Array[], right: readonly Int16Array[]): void {
    this.#waiting[0].push(...left);
    this.#waiting[1].push(...right);
    for (;;) {
      const [l, r] = this.#waiting.map((pieces) => firstOf(pieces)) as [
        Int16Array | undefined,
        Int16Array | undefined,
      ];
      if (l === undefined || r === undefined) return;
      const length = Math.min(l.length, r.length);
      this.#writer.write(l.subarray(0, length), r.subarray(0, length));
      this.#waiting[0][0] = l.subarray(length);
      this.#waiting[1][0] = r.subarray(length);
    }
  }

  /** Fills the shorter side up with silence. */
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
