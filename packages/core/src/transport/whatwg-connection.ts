import type { WebSocketLike } from './socket-options.ts';
import type { Connection, ConnectionClose, ConnectionListener } from './transport.ts';

/** `WebSocket.OPEN` and `WebSocket.CLOSED`. */
const [open, closed] = [1, 3];

/** A connection of a WHATWG WebSocket, of whatever runtime. It cannot be cut: `terminate` only stops listening and lets it close. */
export class WhatwgConnection implements Connection {
  readonly #socket: WebSocketLike;
  readonly #listener: ConnectionListener;
  readonly #frameBytes: number;
  #error: unknown;
  #opened = false;
  #closed = false;

  constructor(socket: WebSocketLike, listener: ConnectionListener, frameBytes: number) {
    this.#socket = socket;
    this.#listener = listener;
    this.#frameBytes = frameBytes;
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => this.#open());
    socket.addEventListener('message', ({ data }) => this.#received(data));
    socket.addEventListener('error', ({ error }) => (this.#error = error));
    socket.addEventListener('close', ({ code = 1006, reason = '' }) => this.#close({ code, reason }));
    // of what it is already it tells nothing any more
    if (socket.readyState === open) queueMicrotask(() => this.#open());
    if (socket.readyState === closed) queueMicrotask(() => this.#close({ code: 1006, reason: '' }));
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(frame: string): void {
    if (!this.#closed && this.#socket.readyState === open) this.#socket.send(frame);
  }

  close(code: number, reason: string): void {
    if (!this.#closed) this.#socket.close(code, reason);
  }

  terminate(): void {
    if (this.#closed) return;
    this.#leave();
    queueMicrotask(() => this.#close({ code: 1006, reason: '' }));
  }

  #open(): void {
    if (this.#opened || this.#closed) return;
    this.#opened = true;
    this.#listener.opened();
  }

  #received(data: unknown): void {
    if (this.#closed) return;
    const frame = typeof data === 'string' ? data : toBytes(data);
    if (frame.length <= this.#frameBytes) return this.#listener.received(frame);
    this.#leave();
    this.#close({ code: 1009, reason: `a message of more than ${this.#frameBytes} bytes` });
  }

  #leave(): void {
    try {
      this.#socket.close();
    } catch {
      // some throw while they connect; nobody listens to it any more
    }
  }

  #close(close: ConnectionClose): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener.closed({ ...close, ...(this.#error !== undefined && { error: this.#error }) });
  }
}

/** The bytes of a binary message; of one that came as a Blob all the same, none. */
function toBytes(data: unknown): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return new Uint8Array(0);
}
