/** A pending timer. */
export interface Timer {
  /** Stops the timer; does nothing once it has fired for the last time. */
  cancel(): void;
}

/**
 * Where all time comes from. In an app it is the computer's clock; in a test it is virtual,
 * and moves only when nobody holds it.
 */
export interface Clock {
  /** Milliseconds that only ever grow, from an origin of the clock's own. */
  now(): number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  epochMs(): number;
  /** Calls `callback` once, after `ms` milliseconds. */
  setTimeout(callback: () => void, ms: number): Timer;
  /** Calls `callback` every `ms` milliseconds until it is cancelled. */
  setInterval(callback: () => void, ms: number): Timer;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A signal that aborts with a `TimeoutError` after `ms` milliseconds. */
  timeoutSignal(ms: number): AbortSignal;
  /**
   * Stops virtual time until the returned function is called: take it around work that waits for
   * the outside world (a file, a socket, a child process). The computer's own clock ignores it.
   */
  hold(): () => void;
}

/** The computer's clock. Its timers keep the process alive only while they are pending. */
export const systemClock: Clock = Object.freeze({
  now: () => performance.now(),
  epochMs: () => Date.now(),
  setTimeout(callback: () => void, ms: number): Timer {
    const handle = setTimeout(callback, ms);
    return { cancel: () => clearTimeout(handle) };
  },
  setInterval(callback: () => void, ms: number): Timer {
    const handle = setInterval(callback, ms);
    return { cancel: () => clearInterval(handle) };
  },
  sleep: (ms: number, signal?: AbortSignal) => sleepOn(systemClock, ms, signal),
  timeoutSignal: (ms: number) => AbortSignal.timeout(ms),
  hold: () => () => {},
});

/** `Clock.sleep` for any clock that has `setTimeout`. */
export function sleepOn(clock: Pick<Clock, 'setTimeout'>, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const onAbort = () => {
      timer.cancel();
      reject(signal?.reason as Error);
    };
    const timer = clock.setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** A seed for a session that was given none: a whole number from 0 to 2^32 - 1. */
export function freshSeed(): number {
  return Math.floor(Math.random() * 0x1_0000_0000);
}
