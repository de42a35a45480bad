import type { Clock, Timer } from '../clock.ts';
import { DuologueError } from '../errors.ts';

export interface LivenessOptions {
  readonly clock: Clock;
  /** Silence of the connection after which it is suspect, in milliseconds. */
  readonly suspectMs: number;
  /** Silence after which it counts as lost, in milliseconds. */
  readonly lostMs: number;
  /** Whether the connection can be asked for a sign of life. */
  readonly canProbe: () => boolean;
  /** Asks it, and calls `alive` when one has come. */
  readonly probe: (alive: () => void) => void;
  readonly suspect: (error: DuologueError) => void;
  readonly lost: (error: DuologueError) => void;
}

/**
 * Tells a connection that is dead from an agent that is only silent: the service pings every few seconds. Until its first ping
 * the connection is asked for a sign of life, and where it cannot be asked it is not watched before: a server that never pings
 * must not be taken for dead.
 */
export class Liveness {
  readonly #options: LivenessOptions;
  #lastAtMs = 0;
  #timer: Timer | undefined;
  #suspected = false;
  #pinged = false;
  #probed = false;

  constructor(options: LivenessOptions) {
    this.#options = options;
  }

  /** Something arrived. */
  heard(isPing: boolean, nowMs: number): void {
    this.#pinged ||= isPing;
    this.#alive(nowMs);
    if (this.#timer === undefined && (this.#pinged || this.#options.canProbe())) this.#watch(0);
  }

  /** The connection is left; the next one begins with its first message. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#pinged = false;
  }

  #alive(nowMs: number): void {
    this.#lastAtMs = nowMs;
    this.#suspected = false;
    this.#probed = false;
  }

  /** Looks again at the next limit. A limit that is endless is never reached. */
  #watch(silentMs: number): void {
    const { clock, lostMs } = this.#options;
    const nextMs = this.#asksNext ? this.#askMs : this.#suspected ? lostMs : this.#firstMs;
    if (nextMs === Number.POSITIVE_INFINITY) this.#timer = undefined;
    else this.#timer = clock.setTimeout(() => this.#check(), nextMs - silentMs);
  }

  #check(): void {
    const { clock, suspectMs, lostMs, probe, suspect, lost } = this.#options;
    const silentMs = clock.now() - this.#lastAtMs;
    if (silentMs >= lostMs) {
      this.stop();
      return lost(stalled(silentMs, 'The connection counts as lost'));
    }
    if (silentMs >= suspectMs && !this.#suspected) {
      this.#suspected = true;
      suspect(stalled(silentMs, 'The connection may be lost'));
    }
    const asks = this.#asksNext && silentMs >= this.#askMs;
    if (asks) this.#probed = true;
    this.#watch(silentMs);
    if (asks) probe(() => this.#alive(clock.now()));
  }

  get #firstMs(): number {
    return Math.min(this.#options.suspectMs, this.#options.lostMs);
  }

  /** Half the time until the first limit: the answer has the other half. */
  get #askMs(): number {
    return this.#firstMs / 2;
  }

  get #asksNext(): boolean {
    return !this.#pinged && !this.#probed;
  }
}

function stalled(silentMs: number, verdict: string): DuologueError {
  const text = `${verdict}: nothing has arrived for ${Math.round(silentMs)} ms.`;
  return new DuologueError('CONNECTION_STALLED', text, { details: { silentMs } });
}
