import { isUtf8 } from 'node:buffer';
import type { RawData, WebSocket } from 'ws';
import type { SocketOptions } from './socket-options.ts';
import type { Connection, ConnectionClose, ConnectionListener, ConnectionRequest } from './transport.ts';

/** A connection of the package `ws`. */
export class NodeConnection implements Connection {
  readonly #socket: WebSocket;
  readonly #listener: ConnectionListener;
  #error: unknown;
  #httpStatus: number | undefined;
  #closed = false;
  #alive: (() => void) | undefined;

  constructor(
    Socket: typeof WebSocket,
    request: ConnectionRequest,
    listener: ConnectionListener,
    { agent, tls, compress = false, frameBytes }: SocketOptions & { readonly frameBytes: number },
  ) {
    this.#listener = listener;
    this.#socket = new Socket(request.url, request.protocols, {
      headers: request.headers,
      maxPayload: frameBytes,
      perMessageDeflate: compress,
      // a text that is none is skipped below; `ws` would close the connection for it
      skipUTF8Validation: true,
      ...(agent && { agent }),
      ...tls,
    });
    // every listener stands before the socket opens: frames that come with the handshake are not lost
    this.#socket.on('open', () => listener.opened());
    this.#socket.on('message', (data, isBinary) => {
      const bytes = toBytes(data);
      listener.received(isBinary || !isUtf8(bytes) ? bytes : bytes.toString());
    });
    this.#socket.on('pong', () => this.#alive?.());
    this.#socket.on('error', (error) => {
      this.#error = error;
      if ((error as { readonly code?: unknown }).code !== 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return;
      this.#close({ code: 1009, reason: `a message of more than ${frameBytes} bytes` });
    });
    this.#socket.on('unexpected-response', (upgrade, response) => {
      this.#httpStatus = response.statusCode;
      response.resume();
      upgrade.destroy();
      this.#close({ code: 1006, reason: response.statusMessage ?? '' });
    });
    this.#socket.on('close', (code, reason) => this.#close({ code, reason: reason.toString() }));
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(frame: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    // `ws` writes bytes with their header in one piece, and a text in two
    this.#socket.send(Buffer.from(frame), { binary: false }, ignoreSendError);
  }

  probe(alive: () => void): void {
    this.#alive = alive;
    if (this.#socket.readyState === this.#socket.OPEN)
      this.#socket.ping(undefined, undefined, ignoreSendError);
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  #close(close: ConnectionClose): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener.closed({
      ...close,
      ...(this.#error !== undefined && { error: this.#error }),
      ...(this.#httpStatus !== undefined && { httpStatus: this.#httpStatus }),
    });
  }
}

/** A send that fails is followed by the close of the socket, which tells why. */
function ignoreSendError(): void {}

/** `ws` gives a Buffer unless it was told otherwise. */
function toBytes(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : data;
}
