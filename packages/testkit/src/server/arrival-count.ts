import { WebSocket } from 'ws';
import type { ClientLink } from '../door/door.ts';

/**
 * Counts the frames that have arrived at a client, by WebSocket pings that follow them: every WebSocket answers those by itself.
 * Nothing is pinged before somebody listens.
 */
export class ArrivalCount implements ClientLink {
  readonly #socket: WebSocket;
  readonly #listeners: (() => void)[] = [];
  #sent = 0;
  #arrived = 0;
  #pingIsDue = false;
  #waiting: { readonly frames: number; readonly tell: () => void }[] = [];

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('pong', (data) => this.#note(Number(data.toString())));
  }

  get framesDelivered(): number {
    return this.#arrived;
  }

  onDelivered(listener: () => void): void {
    this.#listeners.push(listener);
    this.#ask();
  }

  /** Calls back when everything that was sent so far has arrived. */
  whenArrived(then: () => void): void {
    this.#waiting.push({ frames: this.#sent, tell: then });
    this.#ask();
  }

  /** A frame was given to the socket. */
  noteSent(): void {
    this.#sent += 1;
    this.#ask();
  }

  /** One ping for all frames of this moment. */
  #ask(): void {
    if (this.#pingIsDue || (this.#listeners.length === 0 && this.#waiting.length === 0)) return;
    this.#pingIsDue = true;
    queueMicrotask(() => {
      this.#pingIsDue = false;
      if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping(String(this.#sent));
    });
  }

  #note(arrived: number): void {
    if (!(arrived > this.#arrived)) return;
    this.#arrived = arrived;
    for (const listener of this.#listeners) listener();
    const met = this.#waiting.filter(({ frames }) => frames <= arrived);
    this.#waiting = this.#waiting.filter(({ frames }) => frames > arrived);
    for (const { tell } of met) tell();
  }
}
