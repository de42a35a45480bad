import { afterWallMs } from './wall-clock.ts';

/**
 * Barks once when something takes too long by the wall. It never decides the order of anything:
 * it only says what is stuck.
 */
export class Watchdog {
  readonly #limitMs: number;
  readonly #bark: () => void;
  #timer: { cancel(): void } | undefined;

  constructor(limitMs: number, bark: () => void) {
    this.#limitMs = limitMs;
    this.#bark = bark;
  }

  /** Starts counting; does nothing while it already counts. */
  watch(): void {
    this.#timer ??= afterWallMs(() => {
      this.#timer = undefined;
      this.#bark();
    }, this.#limitMs);
  }

  /** Stops counting. */
  rest(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
