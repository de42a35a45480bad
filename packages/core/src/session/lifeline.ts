import { asDuologueError, type DuologueError } from '../errors.ts';
import type { ConnectionRequest } from '../transport/transport.ts';
import type { AudioPath } from './audio-path.ts';
import type { Dialer, StartOptions } from './dialer.ts';
import type { Ending } from './ending.ts';
import { recover } from './recovery.ts';
import type { SessionParts } from './session-parts.ts';
import type { Transcript } from './transcript.ts';

export interface LifelineOptions {
  readonly parts: SessionParts;
  readonly startOptions: StartOptions;
  readonly dialer: Dialer;
  readonly audio: AudioPath;
  readonly ending: Ending;
  readonly transcript: Transcript;
  /** Lets go of everything that belongs to a connection that is gone. */
  readonly leave: () => void;
}

/** What keeps a conversation alive: its first connection and, where that is lost and somebody knows how, the next ones. */
export class Lifeline {
  readonly #options: LifelineOptions;
  /** The agent has answered and the audio slots are open. */
  #isOpen = false;
  /** How the connection that is being opened was lost between the agent's answer and the opening of the audio slots. */
  #lostEarly: DuologueError | undefined;

  constructor(options: LifelineOptions) {
    this.#options = options;
  }

  /** Connects; resolves when the agent has answered and the audio slots are open, or the agent is gone again. @throws DuologueError */
  async open(): Promise<void> {
    const { ending, startOptions } = this.#options;
    try {
      await this.#connect(startOptions.signal);
    } catch (thrown) {
      if (this.#lostEarly) {
        // it was told that the session is connected: so its end is told, and not that it never began
        this.#isOpen = true;
        return this.lost(this.#lostEarly);
      }
      const error = asDuologueError(thrown, 'CONNECT_FAILED', 'The session could not be started');
      await ending.fail(error);
      // an agent that was quicker than the sound devices has held a whole conversation
      if ((await ending.ended).reason !== 'agent') throw error;
    }
  }

  /** The connection is gone, without an error where that was a goodbye: somebody brings it back, or the conversation ends. */
  lost(error: DuologueError | undefined): void {
    const { ending, dialer, parts } = this.#options;
    if (!error || ending.hasBegun) ending.agentIsGone();
    else if (!this.#isOpen) {
      if (!dialer.isDialing) this.#lostEarly = error;
      dialer.breakOff(error);
    } else if (parts.hooks.recoverConnection.isUsed) void this.#recover(error);
    else void ending.fail(error);
  }

  async #connect(signal: AbortSignal | undefined, request?: ConnectionRequest): Promise<void> {
    const { dialer, audio } = this.#options;
    this.#lostEarly = undefined;
    await dialer.connect(() => audio.open(), signal, request);
    // it may be lost in the very instant in which everything was ready
    if (this.#lostEarly) throw this.#lostEarly as DuologueError;
    this.#isOpen = true;
  }

  async #recover(lost: DuologueError): Promise<void> {
    const { ending } = this.#options;
    const { signal } = ending;
    this.#isOpen = false;
    try {
      const connect = (request: ConnectionRequest) => this.#connect(signal, request);
      await recover(lost, { ...this.#options, signal, connect });
    } catch (thrown) {
      // a recovery that fails in a way that nobody thought of is one that failed
      await ending.fail(asDuologueError(thrown, 'CONNECT_FAILED', 'The recovery failed'));
    }
  }
}
