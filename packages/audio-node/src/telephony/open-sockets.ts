import type { Server } from 'node:net';
import type { Duplex } from 'node:stream';

/** The connections of a server: one whose far end keeps its side open would keep the server from closing. */
export class OpenSockets {
  readonly #sockets = new Set<Duplex>();

  watch(server: Server): void {
    server.on('connection', (socket: Duplex) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  /** Cuts all that are still there. */
  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
