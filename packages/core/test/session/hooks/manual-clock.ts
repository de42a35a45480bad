import { sleepOn, type Clock, type Timer } from '../../../src/clock.ts';

interface Pending {
  atMs: number;
  readonly callback: () => void;
}

/** A clock that moves only by `advance`, and at once: also from inside a tap. */
export class ManualClock implements Clock {
  #nowMs = 0;
  #pending: Pending[] = [];

  now(): number {
    return this.#nowMs;
  }

  epochMs(): number {
    return this.#nowMs;
  }

  get pendingTimers(): number {
    return this.#pending.length;
  }

  advance(ms: number): void {
    this.#nowMs += ms;
    const due = this.#pending.filter(({ atMs }) => atMs <= this.#nowMs);
    this.#pending = this.#pending.filter(({ atMs }) => atMs > this.#nowMs);
    for (const { callback } of due) callback();
  }

  setTimeout(callback: () => void, ms: number): Timer {
    const pending = { atMs: this.#nowMs + ms, callback };
    this.#pending.push(pending);
    return { cancel: () => (this.#pending = this.#pending.filter((other) => other !== pending)) };
  }

  setInterval(callback: () => void, ms: number): Timer {
    const pending: Pending = {
      atMs: this.#nowMs + ms,
      callback: () => {
        pending.atMs += ms;
        this.#pending.push(pending);
        callback();
      },
    };
    this.#pending.push(pending);
    return { cancel: () => (this.#pending = this.#pending.filter((other) => other !== pending)) };
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, ms, signal);
  }

  timeoutSignal(ms: number): AbortSignal {
    const controller = new AbortController();
    this.setTimeout(() => controller.abort(new DOMException('timed out', 'TimeoutError')), ms);
    return controller.signal;
  }

  hold(): () => void {
    return () => {};
  }
}
