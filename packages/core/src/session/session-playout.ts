import type { PlayoutPosition } from '../audio/playout.ts';
import type { LedgerRow } from '../audio/playout-ledger.ts';
import { DuologueError } from '../errors.ts';
import type { Conversation } from './conversation.ts';
import type { PlayoutControl } from './plugin.ts';
import type { Turnstile } from './turnstile.ts';

/** The session's view of playout, for apps and for plugins. */
export class SessionPlayout implements PlayoutControl {
  readonly #conversation: () => Conversation | undefined;
  readonly #turnstile: Turnstile;

  constructor(conversation: () => Conversation | undefined, turnstile: Turnstile) {
    this.#conversation = conversation;
    this.#turnstile = turnstile;
  }

  get position(): PlayoutPosition | undefined {
    return this.#conversation()?.audio.voice?.playout.position;
  }

  get queuedMs(): number {
    return this.#conversation()?.audio.voice?.playout.queuedMs ?? 0;
  }

  /** What became of the audio of each turn, in samples; oldest first. */
  get ledger(): readonly LedgerRow[] {
    return this.#conversation()?.audio.voice?.playout.ledger.rows() ?? [];
  }

  duck(gain: number): void {
    if (!(gain >= 0 && gain <= 1)) {
      throw new DuologueError(
        'INVALID_OPTIONS',
        `duck(${gain}) is not possible: the gain is 0 (silent) to 1 (as it came).`,
      );
    }
    this.#turnstile.pass(() => this.#conversation()?.audio.voice?.playout.setGain(gain));
  }

  restore(): void {
    this.#turnstile.pass(() => this.#conversation()?.audio.voice?.playout.setGain(1));
  }

  pause(): void {
    this.#turnstile.pass(() => this.#conversation()?.audio.voice?.playout.pause());
  }

  resume(): void {
    this.#turnstile.pass(() => {
      const audio = this.#conversation()?.audio;
      if (!audio?.paused) audio?.voice?.playout.resume();
    });
  }

  flush(): void {
    this.#conversation()?.interrupt();
  }
}
