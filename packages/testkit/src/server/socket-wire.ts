import type { Duplex } from 'node:stream';
import type { Clock } from '@duologue/core';
import { WebSocket } from 'ws';
import type { Wire } from '../conversation/wire.ts';
import { ArrivalCount } from './arrival-count.ts';
import type { CountedLink } from './counted-link.ts';

export interface SocketWireOptions {
  readonly clock: Clock;
  /** What carries the frames. */
  readonly stream: Duplex;
  readonly link: CountedLink | undefined;
}

/** How long a client may take for its part of the close handshake, in milliseconds. */
const closeTimeoutMs = 2_000;

/** The server's end of a WebSocket. */
export class SocketWire implements Wire {
  readonly #socket: WebSocket;
  readonly #options: SocketWireOptions;
  readonly #arrivals: ArrivalCount;

  constructor(socket: WebSocket, options: SocketWireOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#arrivals = new ArrivalCount(socket);
  }

  /** What is known of frames that have arrived at a client whose own end nobody counts. */
  get arrivals(): ArrivalCount {
    return this.#arrivals;
  }

  send(text: string): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#options.link?.noteDownSent();
    this.#socket.send(text);
    this.#arrivals.noteSent();
  }

  close(code: number, reason: string): void {
    this.#options.link?.noteClosing();
    // 1005 is never sent: it is what a close without a code looks like
    if (code === 1005) this.#socket.close();
    else this.#socket.close(code, reason);
    const halfMs = closeTimeoutMs / 2;
    this.#unlessClosed(halfMs, () => this.#unlessClosed(halfMs, () => this.#socket.terminate()));
  }

  batch(): () => void {
    const { stream } = this.#options;
    stream.cork();
    return () => stream.uncork();
  }

  cut(): void {
    this.#options.link?.noteClosing();
    this.#socket.terminate();
  }

  /**
   * Calls back where the client has not closed within `ms`. Of a program that stood still for so long, what has come in meanwhile is
   * read only after its timers: who is to wait for that asks twice.
   */
  #unlessClosed(ms: number, then: () => void): void {
    const closed = () => timer.cancel();
    const timer = this.#options.clock.setTimeout(() => {
      this.#socket.off('close', closed);
      then();
    }, ms);
    this.#socket.once('close', closed);
  }
}
