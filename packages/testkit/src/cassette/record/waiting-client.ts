import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket, WebSocketServer } from 'ws';

/** How much a client may say before it was accepted, in bytes: the protocol lets it say nothing. */
const mostEarlyBytes = 64 * 1024;

/** A client that waits until the service has accepted the call. It is listened to, so that one that leaves is noticed. */
export class WaitingClient {
  readonly request: IncomingMessage;
  readonly #socket: Duplex;
  readonly #head: Buffer[];
  #headBytes: number;
  #isAnswered = false;

  constructor(request: IncomingMessage, socket: Duplex, head: Buffer) {
    this.request = request;
    this.#socket = socket;
    this.#head = [head];
    this.#headBytes = head.length;
    socket.on('error', () => {});
    socket.on('data', this.#keep);
    socket.once('end', this.#leave);
  }

  /** Whether it has left, or was refused. */
  get isGone(): boolean {
    return this.#isAnswered || this.#socket.destroyed;
  }

  /** Is told once where the client leaves, or cannot be accepted. */
  onGone(told: () => void): void {
    this.#socket.once('close', told);
  }

  refuse(status: number, text: string): void {
    if (this.isGone) return;
    this.#isAnswered = true;
    this.#socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }

  /** Shakes hands; `accepted` is called before this returns, or never. */
  accept(sockets: WebSocketServer, accepted: (client: WebSocket) => void): void {
    if (this.isGone) return;
    this.#isAnswered = true;
    this.#socket.off('data', this.#keep);
    this.#socket.off('end', this.#leave);
    sockets.handleUpgrade(this.request, this.#socket, Buffer.concat(this.#head), accepted);
  }

  readonly #keep = (bytes: Buffer): void => {
    this.#head.push(bytes);
    this.#headBytes += bytes.length;
    if (this.#headBytes > mostEarlyBytes) this.#leave();
  };

  readonly #leave = (): void => {
    this.#socket.destroy();
  };
}
