import { sleepOn, systemClock, type Clock, type Timer } from '@duologue/core';
import { pendingTimers, type PendingTimer, type WaitingTimer } from './pending-timer.ts';

/** The computer's clock, which remembers the timers that were set on it and have not fired yet. */
export class NotedClock implements Clock {
  readonly #waiting = new Set<WaitingTimer>();

  /** The timers that wait, the next one first. */
  get pending(): readonly PendingTimer[] {
    const nowMs = this.now();
    const waiting = [...this.#waiting]
      .map((timer) => dueAgain(timer, nowMs))
      .toSorted((a, b) => a.dueMs - b.dueMs);
    return pendingTimers(waiting, nowMs).map((timer) => ({ ...timer, inMs: Math.ceil(timer.inMs) }));
  }

  now(): number {
    return systemClock.now();
  }

  epochMs(): number {
    return systemClock.epochMs();
  }

  setTimeout(callback: () => void, ms: number): Timer {
    const forget = this.#remember(callback, ms, undefined);
    const timer = systemClock.setTimeout(() => {
      forget();
      callback();
    }, ms);
    return cancelling(forget, timer);
  }

  setInterval(callback: () => void, ms: number): Timer {
    return cancelling(this.#remember(callback, ms, ms), systemClock.setInterval(callback, ms));
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, ms, signal);
  }

  timeoutSignal(ms: number): AbortSignal {
    return systemClock.timeoutSignal(ms);
  }

  hold(): () => void {
    return systemClock.hold();
  }

  #remember(callback: () => void, ms: number, everyMs: number | undefined): () => void {
    const timer = { dueMs: this.now() + ms, everyMs, callback, background: false };
    this.#waiting.add(timer);
    return () => void this.#waiting.delete(timer);
  }
}

function cancelling(forget: () => void, timer: Timer): Timer {
  return {
    cancel() {
      forget();
      timer.cancel();
    },
  };
}

/** A timer that repeats is due again and again. */
function dueAgain(timer: WaitingTimer, nowMs: number): WaitingTimer {
  const { dueMs, everyMs } = timer;
  if (everyMs === undefined || nowMs < dueMs) return timer;
  return { ...timer, dueMs: nowMs + everyMs - ((nowMs - dueMs) % everyMs) };
}
