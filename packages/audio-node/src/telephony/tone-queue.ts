/** How many samples of tones may wait: ten seconds at 48 kHz. */
const longest = 480_000;

/** Tones that wait to be heard over the frames that go out. */
export class ToneQueue {
  #waiting: Int16Array = new Int16Array();

  add(tones: Int16Array): void {
    const joined = new Int16Array(Math.min(longest, this.#waiting.length + tones.length));
    joined.set(this.#waiting);
    joined.set(tones.subarray(0, joined.length - this.#waiting.length), this.#waiting.length);
    this.#waiting = joined;
  }

  /** The frame with what is due of the tones. */
  mixInto(frame: Int16Array): Int16Array {
    if (this.#waiting.length === 0) return frame;
    const due = this.#waiting.subarray(0, frame.length);
    this.#waiting = this.#waiting.subarray(due.length);
    return frame.map((sample, index) => Math.max(-32_768, Math.min(32_767, sample + (due[index] ?? 0))));
  }
}
