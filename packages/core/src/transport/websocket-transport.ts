import type { Agent } from 'node:http';
import type { SecureContextOptions } from 'node:tls';
import { WebSocket, type RawData } from 'ws';
import type {
  Connection,
  ConnectionClose,
  ConnectionListener,
  ConnectionRequest,
  Transport,
} from './transport.ts';

export interface WebSocketTransportOptions {
  /** A proxy agent, such as one of the package `https-proxy-agent`. */
  readonly agent?: Agent;
  /** TLS options: own certificate authorities, client certificates. */
  readonly tls?: SecureContextOptions & { readonly rejectUnauthorized?: boolean };
  /** Longest message in bytes; default 16 MiB. A longer one closes the connection with 1009. */
  readonly frameBytes?: number;
  /** Offers permessage-deflate; default false, since base64 audio gains little and costs time. */
  readonly compress?: boolean;
}

/** Opens real sockets, with the package `ws`. */
export function webSocketTransport(options: WebSocketTransportOptions = {}): Transport {
  return { connect: (request, listener) => new WebSocketConnection(request, listener, options) };
}

class WebSocketConnection implements Connection {
  readonly #socket: WebSocket;
  readonly #listener: ConnectionListener;
  #error: unknown;
  #httpStatus: number | undefined;
  #closed = false;

  constructor(request: ConnectionRequest, listener: ConnectionListener, options: WebSocketTransportOptions) {
    this.#listener = listener;
    this.#socket = new WebSocket(request.url, request.protocols, {
      headers: request.headers,
      maxPayload: options.frameBytes ?? 16 * 1024 * 1024,
      perMessageDeflate: options.compress ?? false,
      ...(options.agent && { agent: options.agent }),
      ...options.tls,
    });
    // every listener stands before the socket opens: frames that come with the handshake are not lost
    this.#socket.on('open', () => listener.opened());
    this.#socket.on('message', (data, isBinary) => {
      const bytes = toBytes(data);
      listener.received(isBinary ? bytes : bytes.toString());
    });
    this.#socket.on('error', (error) => (this.#error = error));
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
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame, ignoreSendError);
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
