import type { Clock, Timer } from '@duologue/core';

/** One alarm that is set anew again and again, mostly to a later time: then the timer stays, and is set anew when it fires. */
export class WakeUp {
  readonly #clock: Clock;
  readonly #ring: () => void;
  /** When to ring; undefined for never. */
  #atMs: number | undefined;
  #set: { readonly atMs: number; readonly timer: Timer } | undefined;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings at this time of the clock and at no other; undefined for never. */
  setTo(atMs: number | undefined): void {
    if (atMs === undefined) return this.cancel();
    this.#atMs = atMs;
    if (!this.#set || atMs < this.#set.atMs) this.#arm(atMs);
  }

  cancel(): void {
    this.#atMs = undefined;
    this.#set?.timer.cancel();
    this.#set = undefined;
  }

  #arm(atMs: number): void {
    this.#set?.timer.cancel();
    const timer = this.#clock.setTimeout(() => this.#fired(), atMs - this.#clock.now());
    this.#set = { atMs, timer };
  }

  #fired(): void {
    const set = this.#set;
    this.#set = undefined;
    if (this.#atMs === undefined) return;
    if (set && this.#atMs > set.atMs) return this.#arm(this.#atMs);
    this.#atMs = undefined;
    this.#ring();
  }
}
