import { once } from 'node:events';
import { WebSocket, type RawData } from 'ws';

/** How often Python's `websockets` pings, and how long it waits for the answer, in milliseconds. */
export interface KeepAlive {
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

/** What `recv` tells: a frame, that nothing came in time, or that the connection is gone. */
export type Received = { readonly frame: string } | 'timeout' | { readonly closed: number };

/**
 * A connection as the Python library `websockets` opens it: permessage-deflate is offered, a subprotocol is not (one in the
 * answer fails the handshake), frames may have 16 MiB, and pings go out by themselves.
 */
export class PythonSocket {
  readonly #socket: WebSocket;
  readonly #frames: string[] = [];
  #closed: number | undefined;
  #wake: () => void = () => {};

  /** Rejects where the handshake fails. */
  static async connect(url: string, keepAlive: KeepAlive): Promise<PythonSocket> {
    const socket = new WebSocket(url, {
      headers: { 'User-Agent': 'Python/3.11 websockets/15.0.1' },
      perMessageDeflate: { serverMaxWindowBits: 12, clientMaxWindowBits: 12 },
      maxPayload: 16 * 1024 * 1024,
    });
    const python = new PythonSocket(socket, keepAlive);
    await once(socket, 'open');
    return python;
  }

  private constructor(socket: WebSocket, { intervalMs, timeoutMs }: KeepAlive) {
    this.#socket = socket;
    socket.on('message', (data: RawData) => {
      this.#frames.push((Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString());
      this.#wake();
    });
    socket.on('error', () => {}); // a close follows, or `connect` rejects
    let overdue: NodeJS.Timeout | undefined;
    socket.on('pong', () => clearTimeout(overdue));
    const pings = setInterval(() => {
      if (socket.readyState !== WebSocket.OPEN) return;
      socket.ping(Buffer.from('ka01'));
      overdue ??= setTimeout(() => socket.close(1011, 'keepalive ping timeout'), timeoutMs);
    }, intervalMs);
    socket.on('pong', () => (overdue = undefined));
    socket.on('close', (code) => {
      clearInterval(pings);
      clearTimeout(overdue);
      this.#closed = code;
      this.#wake();
    });
  }

  get extensions(): string {
    return this.#socket.extensions;
  }

  /** Throws where the connection is gone, as Python does. */
  send(message: Readonly<Record<string, unknown>>): void {
    if (this.#socket.readyState !== WebSocket.OPEN) throw new Error('ConnectionClosed');
    this.#socket.send(JSON.stringify(message));
  }

  async receive(timeoutMs: number): Promise<Received> {
    if (this.#frames.length === 0 && this.#closed === undefined) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    const frame = this.#frames.shift();
    if (frame !== undefined) return { frame };
    return this.#closed === undefined ? 'timeout' : { closed: this.#closed };
  }

  /** What leaving the `with` block does. */
  async close(): Promise<void> {
    if (this.#closed !== undefined) return;
    this.#socket.close(1000);
    await once(this.#socket, 'close');
  }
}
