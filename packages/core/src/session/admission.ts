import { defaultAudioFormat, parseAudioFormat, type AudioFormat } from '../audio/audio-format.ts';
import type { DuologueError } from '../errors.ts';
import type { ServerEvents } from '../protocol/server-events.ts';
import type { AnnouncedFormats, AudioPath } from './audio-path.ts';
import type { Dialer } from './dialer.ts';
import type { Outbox } from './outbox.ts';
import type { SessionParts } from './session-parts.ts';

export interface AdmissionOptions {
  readonly parts: SessionParts;
  readonly dialer: Dialer;
  readonly audio: AudioPath;
  readonly outbox: Outbox;
  readonly isEnding: () => boolean;
}

type Metadata = ServerEvents['conversation_initiation_metadata'];

/** How the service lets a conversation in: a place in its queue, then the agent's answer. */
export class Admission {
  readonly #options: AdmissionOptions;
  /** The service has no place for the conversation yet. */
  #isWaiting = false;
  #conversationId: string | undefined;
  #connectedAtMs: number | undefined;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** The id that the agent gave last. */
  get conversationId(): string | undefined {
    return this.#conversationId;
  }

  /** When the agent answered for the first time; undefined before. */
  get connectedAtMs(): number | undefined {
    return this.#connectedAtMs;
  }

  /** Milliseconds since then; 0 before. */
  get elapsedMs(): number {
    return this.#connectedAtMs === undefined ? 0 : this.#options.parts.clock.now() - this.#connectedAtMs;
  }

  /** A moment of the clock in whole milliseconds since then; 0 before. */
  sinceConnected(atMs: number): number {
    return Math.max(0, Math.round(atMs - (this.#connectedAtMs ?? atMs)));
  }

  /** The agent is there. */
  answered(event: Metadata): void {
    const { parts, dialer, audio, outbox, isEnding } = this.#options;
    // the service says this once; a repetition changes nothing
    if (!dialer.isDialing || isEnding()) return;
    const { hooks, clock, turnstile, textOnly, setState } = parts;
    const formats = this.#readFormats(event);
    if (!formats) return;
    const reconnected = this.#connectedAtMs !== undefined;
    this.#connectedAtMs ??= clock.now();
    this.#conversationId = event.conversationId;
    if (!textOnly) audio.announce(formats);
    setState('connected');
    // what plugins tell the agent about the conversation comes before what the app wrote while nobody was there
    const passed = outbox.letPass();
    hooks.connected.call({ conversationId: event.conversationId, ...formats, reconnected });
    turnstile.pass(() => {
      passed();
      if (!this.#isWaiting) outbox.open();
    });
    dialer.answered();
  }

  /** The service has a place for the conversation, or not yet: while it waits, it discards what the user writes. */
  placeChanged(status: string): void {
    const { dialer, outbox } = this.#options;
    if (status === 'waiting') {
      this.#isWaiting = true;
      dialer.wait();
      outbox.hold();
    } else if (status === 'admitted') {
      this.#isWaiting = false;
      dialer.resume();
      if (!dialer.isDialing) outbox.open();
    }
  }

  /** The connection is lost: the next one stands in no queue yet. */
  leave(): void {
    this.#isWaiting = false;
    this.#options.outbox.hold();
  }

  #readFormats({ agentOutputAudioFormat, userInputAudioFormat }: Metadata): AnnouncedFormats | undefined {
    const { parts, dialer } = this.#options;
    // what is never heard may be in any format
    if (parts.textOnly) return { agentFormat: defaultAudioFormat, userFormat: defaultAudioFormat };
    try {
      return { agentFormat: formatOf(agentOutputAudioFormat), userFormat: formatOf(userInputAudioFormat) };
    } catch (error) {
      dialer.giveUp(error as DuologueError);
      return undefined;
    }
  }
}

function formatOf(name: string | undefined): AudioFormat {
  return name === undefined ? defaultAudioFormat : parseAudioFormat(name);
}
