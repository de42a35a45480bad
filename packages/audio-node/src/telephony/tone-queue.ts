import type { KeyPress } from './dtmf.ts';

/** Keys that wait to be heard over the frames that go out. */
export class ToneQueue {
  #waiting: Int16Array[] = [];

  /** How many keys wait. */
  get keysWaiting(): number {
    return this.#waiting.length;
  }

  press(keys: readonly KeyPress[]): void {
    this.#waiting.push(...keys.map(({ sound }) => sound));
  }

  /** The frame with what is due of the keys. */
  mixInto(frame: Int16Array): Int16Array {
    if (this.#waiting.length === 0) return frame;
    const mixed = frame.slice();
    for (let filled = 0; filled < mixed.length && this.#waiting[0];) {
      const due = this.#waiting[0].subarray(0, mixed.length - filled);
      for (const [index, sample] of due.entries()) {
        const sum = sample + (frame[filled + index] ?? 0);
        mixed[filled + index] = Math.max(-32_768, Math.min(32_767, sum));
      }
      filled += due.length;
      this.#waiting[0] = this.#waiting[0].subarray(due.length);
      if (this.#waiting[0].length === 0) this.#waiting.shift();
    }
    return mixed;
  }
}
