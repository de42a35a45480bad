import type { Clock, Timer } from '../clock.ts';
import { DuologueError } from '../errors.ts';

export interface StartDeadlineOptions {
  readonly clock: Clock;
  /** Time for the whole start, without the time spent in the queue of the service. */
  readonly timeoutMs: number;
  /** Time in the queue. */
  readonly queueTimeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Ends a start that takes too long or that its caller gives up. */
export class StartDeadline {
  readonly #options: StartDeadlineOptions;
  readonly #abort = new AbortController();
  #timer: Timer | undefined;
  #leftMs: number;
  #runsSinceMs: number;
  #isWaiting = false;
  readonly #onUserAbort = () => this.giveUp(aborted(this.#options.signal));

  constructor(options: StartDeadlineOptions) {
    this.#options = options;
    this.#leftMs = options.timeoutMs;
    this.#runsSinceMs = options.clock.now();
    // the timer last: nobody could cancel it, were the signal none
    options.signal?.addEventListener('abort', this.#onUserAbort, { once: true });
    if (options.signal?.aborted) this.#onUserAbort();
    else this.#run();
  }

  /** Aborted with the error that ends the start. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The service keeps the conversation waiting: only the limit of the queue runs. It may say so again and again. */
  wait(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    const { clock, queueTimeoutMs } = this.#options;
    this.#leftMs -= clock.now() - this.#runsSinceMs;
    this.#arm(queueTimeoutMs, () => {
      const message = `The service kept the conversation waiting for more than ${queueTimeoutMs} ms. Try again later, or raise queueTimeoutMs.`;
      return new DuologueError('QUEUE_TIMEOUT', message);
    });
  }

  /** The service goes on. */
  resume(): void {
    if (!this.#isWaiting) return;
    this.#isWaiting = false;
    this.#run();
  }

  #run(): void {
    const { clock, timeoutMs } = this.#options;
    this.#runsSinceMs = clock.now();
    this.#arm(Math.max(0, this.#leftMs), () => {
      const message = `The agent did not answer within ${timeoutMs} ms. Check that the address is a ConvAI agent, or raise timeoutMs.`;
      return new DuologueError('CONNECT_TIMEOUT', message, { details: { timeoutMs } });
    });
  }

  giveUp(error: DuologueError): void {
    this.clear();
    this.#abort.abort(error);
  }

  /** The start is over, well or not. */
  clear(): void {
    this.#timer?.cancel();
    this.#options.signal?.removeEventListener('abort', this.#onUserAbort);
  }

  /** `promise`, or the error that ended the start, whichever is first. */
  async bound<T>(promise: Promise<T>): Promise<T> {
    const { signal } = this.#abort;
    if (signal.aborted) {
      promise.catch(() => {});
      throw signal.reason as DuologueError;
    }
    let onAbort: (() => void) | undefined;
    const abortion = new Promise<never>((_, reject) => {
      onAbort = () => reject(signal.reason as DuologueError);
      signal.addEventListener('abort', onAbort, { once: true });
    });
    try {
      return await Promise.race([promise, abortion]);
    } finally {
      if (onAbort) signal.removeEventListener('abort', onAbort);
    }
  }

  #arm(ms: number, error: () => DuologueError): void {
    this.#timer?.cancel();
    this.#timer = this.#options.clock.setTimeout(() => this.giveUp(error()), ms);
  }
}

function aborted(signal: AbortSignal | undefined): DuologueError {
  return new DuologueError('ABORTED', 'The start was given up, because its signal was aborted.', {
    cause: signal?.reason,
  });
}
