import type { Clock, Timer } from '../clock.ts';
import { DuologueError } from '../errors.ts';

export interface LivenessOptions {
  readonly clock: Clock;
  /** Silence of the connection after which it is suspect, in milliseconds. */
  readonly suspectMs: number;
  /** Silence after which it counts as lost, in milliseconds. */
  readonly lostMs: number;
  readonly suspect: (error: DuologueError) => void;
  readonly lost: (error: DuologueError) => void;
}

/**
 * Tells a connection that is dead from an agent that is only silent: the service pings every few seconds.
 * It watches once the first ping has come, so that a server that never pings is not taken for dead.
 */
export class Liveness {
  readonly #options: LivenessOptions;
  #lastAtMs = 0;
  #timer: Timer | undefined;
  #suspected = false;

  constructor(options: LivenessOptions) {
    this.#options = options;
  }

  /** Something arrived. */
  heard(isPing: boolean): void {
    this.#lastAtMs = this.#options.clock.now();
    this.#suspected = false;
    if (isPing && this.#timer === undefined) this.#watch(0);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Looks again at the next limit. A limit that is endless is never reached. */
  #watch(silentMs: number): void {
    const { clock, suspectMs, lostMs } = this.#options;
    const nextMs = this.#suspected ? lostMs : Math.min(suspectMs, lostMs);
    if (nextMs === Number.POSITIVE_INFINITY) this.#timer = undefined;
    else this.#timer = clock.setTimeout(() => this.#check(), nextMs - silentMs);
  }

  #check(): void {
    const { clock, suspectMs, lostMs, suspect, lost } = this.#options;
    const silentMs = clock.now() - this.#lastAtMs;
    if (silentMs >= lostMs) {
      this.stop();
      return lost(stalled(silentMs, 'The connection counts as lost'));
    }
    if (silentMs >= suspectMs && !this.#suspected) {
      this.#suspected = true;
      suspect(stalled(silentMs, 'The connection may be lost'));
    }
    this.#watch(silentMs);
  }
}

function stalled(silentMs: number, verdict: string): DuologueError {
  const text = `${verdict}: nothing has arrived for ${Math.round(silentMs)} ms.`;
  return new DuologueError('CONNECTION_STALLED', text, { details: { silentMs } });
}
