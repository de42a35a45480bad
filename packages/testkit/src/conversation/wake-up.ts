import type { Clock, Timer } from '@duologue/core';

/** One alarm that is set anew again and again. */
export class WakeUp {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #set: { readonly atMs: number; readonly timer: Timer } | undefined;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings at this time of the clock and at no other; undefined for never. */
  setTo(atMs: number | undefined): void {
    if (atMs === this.#set?.atMs) return;
    this.cancel();
    if (atMs === undefined) return;
    const timer = this.#clock.setTimeout(() => {
      this.#set = undefined;
      this.#ring();
    }, atMs - this.#clock.now());
    this.#set = { atMs, timer };
  }

  cancel(): void {
    this.#set?.timer.cancel();
    this.#set = undefined;
  }
}
