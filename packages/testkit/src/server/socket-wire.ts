import type { Clock } from '@duologue/core';
import { WebSocket } from 'ws';
import type { Wire } from '../conversation/wire.ts';
import type { ClientLink } from '../door/door.ts';
import { ArrivalCount } from './arrival-count.ts';
import type { CountedLink } from './counted-link.ts';

export interface SocketWireOptions {
  readonly clock: Clock;
  /** How long the frames after the metadata are held back. */
  readonly metadataGapMs: number;
  readonly link: CountedLink | undefined;
}

/** How long a client may take for its part of the close handshake, in milliseconds. */
const closeTimeoutMs = 2_000;

/** The server's end of a WebSocket. */
export class SocketWire implements Wire {
  readonly #socket: WebSocket;
  readonly #options: SocketWireOptions;
  /** What waits for the gap after the metadata to pass; undefined while nothing has to. */
  #heldBack: (() => void)[] | undefined;
  #metadataSent = false;
  readonly #arrivals: ArrivalCount;

  constructor(socket: WebSocket, options: SocketWireOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#arrivals = new ArrivalCount(socket);
  }

  /** What is known of frames that have arrived at a client whose own end nobody counts. */
  get arrivals(): ClientLink {
    return this.#arrivals;
  }

  send(text: string): void {
    this.#pass(() => {
      if (this.#socket.readyState !== WebSocket.OPEN) return;
      this.#options.link?.noteDownSent();
      this.#socket.send(text);
      this.#arrivals.noteSent();
    });
    if (
      !this.#metadataSent &&
      this.#options.metadataGapMs > 0 &&
      text.includes('"conversation_initiation_metadata"')
    )
      this.#openGap();
  }

  close(code: number, reason: string): void {
    this.#pass(() => {
      this.#options.link?.noteClosing();
      this.#socket.close(code, reason);
      const timer = this.#options.clock.setTimeout(() => this.#socket.terminate(), closeTimeoutMs);
      this.#socket.once('close', () => timer.cancel());
    });
  }

  cut(): void {
    this.#pass(() => {
      this.#options.link?.noteClosing();
      this.#socket.terminate();
    });
  }

  #pass(act: () => void): void {
    if (this.#heldBack) this.#heldBack.push(act);
    else act();
  }

  /** Some clients lose what arrives together with the metadata. */
  #openGap(): void {
    this.#metadataSent = true;
    this.#heldBack = [];
    this.#options.clock.setTimeout(() => {
      const waiting = this.#heldBack ?? [];
      this.#heldBack = undefined;
      for (const act of waiting) act();
    }, this.#options.metadataGapMs);
  }
}
