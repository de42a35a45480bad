import type { Clock, Timer } from './clock.ts';
import { isPromiseLike } from './promise-like.ts';

/**
 * The session's clock as guests get it, a plugin or a tool: what fails in their callbacks is told to `onFault`,
 * instead of ending the process.
 */
export class GuardedClock implements Clock {
  /** As it is: virtual time names who holds it by the place of the call. */
  readonly hold: Clock['hold'];
  readonly #clock: Clock;
  readonly #onFault: (thrown: unknown) => void;

  constructor(clock: Clock, onFault: (thrown: unknown) => void) {
    this.#clock = clock;
    this.#onFault = onFault;
    this.hold = clock.hold.bind(clock);
  }

  now(): number {
    return this.#clock.now();
  }

  epochMs(): number {
    return this.#clock.epochMs();
  }

  setTimeout(callback: () => void, ms: number): Timer {
    return this.#clock.setTimeout(this.#guard(callback), ms);
  }

  setInterval(callback: () => void, ms: number): Timer {
    return this.#clock.setInterval(this.#guard(callback), ms);
  }

  /** What follows with `then` and fails is told too, where nobody catches it; to be told to stop is no fault. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const isFault = (thrown: unknown) => !(signal?.aborted === true && thrown === signal.reason);
    return WatchedPromise.watch(this.#clock.sleep(ms, signal), (thrown) => {
      if (isFault(thrown)) this.#onFault(thrown);
    });
  }

  timeoutSignal(ms: number): AbortSignal {
    return this.#clock.timeoutSignal(ms);
  }

  #guard(callback: () => unknown): () => void {
    const guarded = () => {
      try {
        const returned = callback();
        if (isPromiseLike(returned)) Promise.resolve(returned).then(undefined, this.#onFault);
      } catch (thrown) {
        this.#onFault(thrown);
      }
    };
    // whoever lists pending timers sees what the guest wrote
    guarded.toString = () => String(callback);
    return guarded;
  }
}

/** A promise that tells of its failure where nobody listens, and so do those that `then` makes of it. */
class WatchedPromise<T> extends Promise<T> {
  #onFault: ((thrown: unknown) => void) | undefined;
  #heard = false;

  static watch<T>(promise: Promise<T>, onFault: (thrown: unknown) => void): Promise<T> {
    return new WatchedPromise<T>((resolve) => resolve(promise)).#watch(onFault);
  }

  // oxlint-disable-next-line unicorn/no-thenable -- it is a promise already
  override then<R = T, E = never>(
    onFulfilled?: ((value: T) => R | PromiseLike<R>) | null,
    onRejected?: ((thrown: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    this.#heard = true;
    const next = super.then(onFulfilled, onRejected) as WatchedPromise<R | E>;
    return this.#onFault ? next.#watch(this.#onFault) : next;
  }

  #watch(onFault: (thrown: unknown) => void): this {
    this.#onFault = onFault;
    void super.then(undefined, (thrown: unknown) => {
      if (!this.#heard) onFault(thrown);
    });
    return this;
  }
}
