/** What a hook was tapped with, in the order of tapping. tapable can only add: to take taps away, a hook is filled anew. */
export abstract class TapRecord<Tap> {
  #taps: Tap[] | undefined;

  /** Remembers the taps of this moment. The function that it returns takes those that came later away again. */
  mark(): () => void {
    const count = this.#taps?.length ?? 0;
    return () => {
      const taps = this.#taps;
      if (!taps || taps.length === count) return;
      this.#taps = undefined;
      this.empty();
      for (const tap of taps.slice(0, count)) this.record(tap);
    };
  }

  protected record(tap: Tap): void {
    (this.#taps ??= []).push(tap);
    this.fill(tap);
  }

  /** Puts a tap into the hook. */
  protected abstract fill(tap: Tap): void;

  /** Takes every tap out of the hook. */
  protected abstract empty(): void;
}
