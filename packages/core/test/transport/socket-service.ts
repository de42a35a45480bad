import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { metadata, type Spoken } from '../support/server-words.ts';

export interface SocketServiceOptions {
  /** Key and certificate, for `wss:`. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** What it says to everyone, in one go with the handshake; default its metadata. */
  readonly greeting?: readonly Spoken[];
}

/** A service on a port of this machine. */
export class SocketService {
  readonly requests: IncomingMessage[] = [];
  /** What was heard, of all connections. */
  readonly heard: string[] = [];
  readonly sockets: WebSocket[] = [];
  readonly #server: ReturnType<typeof createServer>;
  readonly #webSockets: WebSocketServer;
  readonly #scheme: string;

  private constructor(
    server: ReturnType<typeof createServer>,
    { tls, greeting = [metadata()] }: SocketServiceOptions,
  ) {
    this.#server = server;
    this.#scheme = tls ? 'wss' : 'ws';
    this.#webSockets = new WebSocketServer({ server });
    this.#webSockets.on('connection', (socket, request) => {
      this.requests.push(request);
      this.sockets.push(socket);
      socket.on('message', (data: Buffer) => this.heard.push(data.toString()));
      for (const word of greeting) socket.send(isFrame(word) ? word : JSON.stringify(word));
    });
  }

  static async listen(options: SocketServiceOptions = {}): Promise<SocketService> {
    const server = options.tls ? createTlsServer(options.tls) : createServer();
    const service = new SocketService(server, options);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${this.port}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#webSockets.clients) socket.terminate();
    this.#webSockets.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function isFrame(word: Spoken): word is string | Uint8Array {
  return typeof word === 'string' || word instanceof Uint8Array;
}
