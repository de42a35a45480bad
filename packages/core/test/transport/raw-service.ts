import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { metadata, type WireMessage } from '../support/server-words.ts';

/** What a raw service does with one connection, byte by byte. */
export type RawTalk = (socket: Duplex, request: IncomingMessage) => void;

/** A server that speaks WebSocket (RFC 6455) by hand, for what no library would do. */
export class RawService {
  readonly #server: Server;
  readonly #sockets = new Set<Duplex>();

  private constructor(server: Server, talk: RawTalk) {
    this.#server = server;
    server.on('upgrade', (request, socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      talk(socket, request);
    });
  }

  static async listen(talk: RawTalk): Promise<RawService> {
    const server = createServer();
    const service = new RawService(server, talk);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** Breaks every connection. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.hangUp();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** The answer to an upgrade, with more headers where they are given. */
export function handshake({ headers }: IncomingMessage, ...more: string[]): Buffer {
  const key = headers['sec-websocket-key'] ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  const offered = headers['sec-websocket-protocol']?.split(',')[0]?.trim();
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accept}`,
    ...(more.length > 0 ? more : offered === undefined ? [] : [`Sec-WebSocket-Protocol: ${offered}`]),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
}

/** One frame from a server. `opcode` 1 is text, 2 binary, 0 what continues a message. */
export function frame(
  payload: string | Uint8Array,
  { opcode = 1, fin = true }: { readonly opcode?: number; readonly fin?: boolean } = {},
): Buffer {
  const bytes = Buffer.from(payload);
  const head = Buffer.from([(fin ? 0x80 : 0) | opcode, Math.min(bytes.length, 126)]);
  const length = Buffer.alloc(bytes.length < 126 ? 0 : 2);
  if (length.length > 0) length.writeUInt16BE(bytes.length);
  return Buffer.concat([head, length, bytes]);
}

export const text = (message: WireMessage): Buffer => frame(JSON.stringify(message));

/** The handshake and the metadata in one write. */
export const greet: RawTalk = (socket, request) => {
  socket.write(Buffer.concat([handshake(request), text(metadata())]));
};
