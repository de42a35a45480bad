import {
  webSocketTransport,
  type Clock,
  type Connection,
  type ConnectionClose,
  type Timer,
  type Transport,
} from '@duologue/core';
import { isPlainObject } from '../../match/show.ts';
import { readFrame } from '../../messages/client-contract.ts';
import type { WireMessage } from '../../messages/wire-message.ts';
import type { CassetteFrame, FrameDirection } from '../format/cassette-frame.ts';
import { CassetteReader, storedAudioOf } from '../format/read-cassette.ts';
import { Placeholders } from '../redaction/placeholders.ts';
import { LiveAnswers } from './live-answers.ts';

export interface CassetteClientOptions {
  /** The cassette whose client is played. */
  readonly file: string;
  readonly url: string;
  readonly clock: Clock;
  /** Is told every frame of both sides. */
  readonly onFrame: (dir: FrameDirection, frame: string | Uint8Array) => void;
  /** Default real sockets. */
  readonly transport?: Transport;
  /** How long a message may wait for its cause, in milliseconds; default 10,000. */
  readonly patienceMs?: number;
}

/** How a conversation with a server ended. */
export interface CassetteClientEnd {
  readonly code: number;
  readonly reason: string;
  readonly by: 'client' | 'server';
  /** What the client had waited for in vain, where it had. */
  readonly starved?: string;
}

/**
 * Plays the client of a cassette to a server: each message once what it answers has come, the microphone at its own pace. Pings are
 * answered as they come.
 */
export class CassetteClient {
  readonly ended: Promise<CassetteClientEnd>;
  readonly #options: CassetteClientOptions;
  readonly #reader: CassetteReader;
  readonly #answers = new LiveAnswers();
  readonly #placeholders = new Placeholders();
  readonly #connection: Connection;
  #due: CassetteFrame | undefined;
  #timer: Timer | undefined;
  #patience: Timer | undefined;
  /** When the microphone is to send next. */
  #microphoneMs = 0;
  #isOpen = false;
  #closedBy: 'client' | 'server' = 'server';
  #starved: string | undefined;
  #end!: (end: CassetteClientEnd) => void;

  /** Connects at once. @throws DuologueError as `readCassette` */
  constructor(options: CassetteClientOptions) {
    this.#options = options;
    this.#reader = new CassetteReader(options.file);
    this.#due = this.#reader.next();
    this.ended = new Promise((resolve) => (this.#end = resolve));
    const { url, transport = webSocketTransport() } = options;
    this.#connection = transport.connect(
      { url, protocols: [], headers: {}, initiation: [] },
      {
        opened: () => {
          this.#isOpen = true;
          this.#goOn();
        },
        received: (frame) => this.#receive(frame),
        closed: (close) => this.#close(close),
      },
    );
  }

  /** Ends the conversation now. */
  stop(): void {
    this.#closedBy = 'client';
    this.#connection.close(1000, '');
  }

  #receive(frame: string | Uint8Array): void {
    this.#options.onFrame('down', frame);
    const message = typeof frame === 'string' ? readFrame(frame) : undefined;
    if (!message) return;
    this.#answers.noteLive(message);
    const event = message.ping_event;
    if (message.type === 'ping' && isPlainObject(event))
      this.#send({ type: 'pong', event_id: event.event_id });
    this.#goOn();
  }

  /** Sends everything whose cause has come. */
  #goOn(): void {
    if (!this.#isOpen || this.#timer) return;
    for (let frame = this.#due; frame; frame = this.#due) {
      if (!this.#pass(frame)) return;
      this.#patience?.cancel();
      this.#patience = undefined;
      this.#due = this.#reader.next();
    }
    this.#waitFor('the end of the connection');
  }

  #pass(frame: CassetteFrame): boolean {
    const { lane, dir, data = {} } = frame;
    if (lane === 'end') {
      if (dir === 'up') this.stop();
      return true;
    }
    if (dir === 'down') {
      if (lane === 'control') this.#answers.noteRecorded(data);
      return true;
    }
    if (lane === 'keepalive') return true;
    const missing = this.#answers.missingFor(data);
    if (missing !== undefined) {
      this.#waitFor(missing);
      return false;
    }
    if (lane === 'mic' && !this.#isTime(storedAudioOf(frame)?.ms ?? 0)) return false;
    const message = this.#reader.messageOf(frame) ?? {};
    this.#send(
      lane === 'mic' ? message : this.#answers.adapted(this.#placeholders.fill(message) as WireMessage),
    );
    return true;
  }

  /** Whether the microphone may send so much now; otherwise it will be looked at again. */
  #isTime(ms: number): boolean {
    const { clock } = this.#options;
    const now = clock.now();
    if (this.#microphoneMs <= now) {
      this.#microphoneMs = Math.max(this.#microphoneMs, now - latestMs) + ms;
      return true;
    }
    this.#timer = clock.setTimeout(() => {
      this.#timer = undefined;
      this.#goOn();
    }, this.#microphoneMs - now);
    return false;
  }

  #send(message: WireMessage): void {
    const text = JSON.stringify(message);
    this.#options.onFrame('up', text);
    this.#connection.send(text);
  }

  #waitFor(what: string): void {
    const { clock, patienceMs = 10_000 } = this.#options;
    this.#patience ??= clock.setTimeout(() => {
      this.#starved = what;
      this.stop();
    }, patienceMs);
  }

  #close({ code, reason }: ConnectionClose): void {
    this.#timer?.cancel();
    this.#patience?.cancel();
    this.#isOpen = false;
    this.#reader.close();
    const starved = this.#starved === undefined ? {} : { starved: this.#starved };
    this.#end({ code, reason, by: this.#closedBy, ...starved });
  }
}

/** How far a busy microphone may fall behind and catch up, in milliseconds. */
const latestMs = 200;
