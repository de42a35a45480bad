import { DuologueError } from '../errors.ts';
import type { Admission } from './admission.ts';
import type { AudioPath } from './audio-path.ts';
import type { Dialer } from './dialer.ts';
import type { SessionEnd } from './facts.ts';
import { hearOut } from './farewell.ts';
import type { SessionParts } from './session-parts.ts';

export interface EndOptions {
  /** Lets what the agent has said so far be heard before the end; default false. */
  readonly drain?: boolean;
}

export interface EndingOptions {
  readonly parts: SessionParts;
  readonly admission: Admission;
  readonly dialer: Dialer;
  readonly audio: AudioPath;
  /** Stops everything that goes on, in this order and each even if another fails. */
  readonly stops: (verdict: DuologueError) => readonly (() => void)[];
}

/** How long a `beforeEnd` tap may hold up the end, in milliseconds. */
const beforeEndMs = 5_000;

/** After the agent has said that it hangs up: silence after which this side does, in milliseconds. */
const hangUpQuietMs = 2_000;

/** The end of one conversation, in good order or not: it comes once, and is told once. */
export class Ending {
  /** Never rejects. */
  readonly ended: Promise<SessionEnd>;
  readonly #options: EndingOptions;
  #resolveEnded: (end: SessionEnd) => void = () => {};
  readonly #begun = new AbortController();
  /** Aborted when the goodbye need not be heard any more. */
  readonly #goodbye = new AbortController();
  /** Aborted when no more of the goodbye can come. */
  readonly #gone = new AbortController();
  /** Silence after which the goodbye counts as heard, in milliseconds. */
  #quietMs = 0;

  constructor(options: EndingOptions) {
    this.#options = options;
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve));
  }

  get hasBegun(): boolean {
    return this.#begun.signal.aborted;
  }

  /** Aborted when the end begins, which is before the goodbye: nobody brings this conversation back any more. */
  get signal(): AbortSignal {
    return this.#begun.signal;
  }

  /** This side ends the conversation, or gives up its start. */
  byUser({ drain = false }: EndOptions): void {
    const { admission, dialer, audio } = this.#options;
    if (admission.connectedAtMs === undefined) return dialer.giveUp(startGivenUp());
    if (drain) audio.resume();
    else this.#goodbye.abort();
    void this.#sayGoodbye('user', 0);
  }

  /** The agent has said that it hangs up; its last words may still come. */
  agentHangsUp(): void {
    void this.#sayGoodbye('agent', hangUpQuietMs);
  }

  /** The agent has hung up: no more of the goodbye will come, and what is here is heard to its end. */
  agentIsGone(): void {
    if (this.hasBegun) {
      this.#quietMs = 0;
      this.#gone.abort();
    } else void this.#sayGoodbye('agent', 0);
  }

  /** Ends at once. */
  async fail(error: DuologueError): Promise<void> {
    if (this.hasBegun) return void (await this.ended);
    this.#begin(error, this.#options.admission.connectedAtMs !== undefined);
    await this.#takeDown('failure', error);
  }

  /** Ends in good order. A second call only shortens the silence that is waited for: the connection is closed already. */
  async #sayGoodbye(by: 'user' | 'agent', quietMs: number): Promise<void> {
    this.#quietMs = quietMs;
    if (this.hasBegun) return;
    this.#begin(isOver(), true);
    const { parts, audio } = this.#options;
    const { hooks, turnstileClock } = parts;
    if (hooks.beforeEnd.isUsed) {
      await hooks.beforeEnd.call({ by }, { timeoutMs: beforeEndMs, signal: this.#gone.signal });
    }
    const playout = audio.voice?.playout;
    // of a conversation that is held nobody hears the end
    if (playout && !audio.paused)
      await hearOut(playout, turnstileClock, () => this.#quietMs, this.#goodbye.signal);
    await this.#takeDown(by, undefined);
  }

  #begin(verdict: DuologueError, told: boolean): void {
    this.#begun.abort(verdict);
    if (told) this.#options.parts.setState('ending');
  }

  /** Tools, audio, timers, socket; then the end is told. */
  async #takeDown(reason: SessionEnd['reason'], error: DuologueError | undefined): Promise<void> {
    const { parts, admission, audio, dialer, stops } = this.#options;
    const { connectedAtMs, elapsedMs: durationMs } = admission;
    await parts.turnstile.passEach(stops(error ?? isOver()));
    await audio.close();
    await dialer.hangUp();
    parts.turnstile.pass(() => {
      const { close } = dialer;
      const { conversationId } = admission;
      const end: SessionEnd = {
        reason,
        ...(error && { error }),
        ...(close && { closeCode: close.code, closeReason: close.reason }),
        ...(conversationId !== undefined && { conversationId }),
        durationMs,
      };
      if (connectedAtMs === undefined) parts.setState('idle', error);
      else {
        parts.setState('ended');
        parts.hooks.ended.call(end);
      }
      this.#resolveEnded(end);
    });
  }
}

function startGivenUp(): DuologueError {
  const text = 'The start was given up, because end() was called before the agent had answered.';
  return new DuologueError('ABORTED', text);
}

/** What the signal of a conversation says to those who still wait for something in it. */
function isOver(): DuologueError {
  return new DuologueError('ABORTED', 'The conversation is over, so what still ran for it was stopped.');
}
