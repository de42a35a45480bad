import {
  webSocketTransport,
  type Connection,
  type ConnectionListener,
  type ConnectionRequest,
  type Transport,
} from '@duologue/core';
import { CountedLink } from './counted-link.ts';

/** The header by which a server knows a client whose frames are counted. */
export const clientHeader = 'x-duologue-client';

/**
 * The real WebSocket transport, with every frame counted.
 * `register` names the link, so that the server finds it when the connection arrives.
 */
export function countingTransport(register: (link: CountedLink) => string): Transport {
  const sockets = webSocketTransport();
  return {
    connect(request: ConnectionRequest, listener: ConnectionListener): Connection {
      const link = new CountedLink();
      const headers = { ...request.headers, [clientHeader]: register(link) };
      const connection = sockets.connect(
        { ...request, headers },
        {
          opened: () => listener.opened(),
          received: (frame) => {
            listener.received(frame);
            link.delivered.note();
          },
          closed: (close) => {
            link.noteClientGone();
            // as in memory, the server is the first to know: its trace is complete when the session has ended
            link.afterServer(() => listener.closed(close));
          },
        },
      );
      return new CountedConnection(connection, link);
    },
  };
}

class CountedConnection implements Connection {
  readonly #connection: Connection;
  readonly #link: CountedLink;

  constructor(connection: Connection, link: CountedLink) {
    this.#connection = connection;
    this.#link = link;
  }

  get bufferedBytes(): number {
    return this.#connection.bufferedBytes;
  }

  send(frame: string): void {
    this.#link.noteUpSent();
    this.#connection.send(frame);
  }

  close(code: number, reason: string): void {
    this.#link.noteClosing();
    this.#connection.close(code, reason);
  }

  terminate(): void {
    this.#link.noteClosing();
    this.#connection.terminate();
  }
}
