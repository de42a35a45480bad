import { LateConnection } from './late-connection.ts';
import { openSocket } from './open-socket.ts';
import { checkSocketOptions, type SocketOptions } from './socket-options.ts';
import type { Transport } from './transport.ts';
import { WhatwgConnection } from './whatwg-connection.ts';

export interface WebSocketTransportOptions extends SocketOptions {
  /** Longest message in bytes; default 16 MiB. A longer one closes the connection with 1009. */
  readonly frameBytes?: number;
}

/**
 * Opens real sockets: with the package `ws`, or with the global WebSocket where `ws` cannot be loaded.
 * @throws DuologueError INVALID_OPTIONS
 */
export function webSocketTransport(options: WebSocketTransportOptions = {}): Transport {
  checkSocketOptions(options);
  const { createSocket, frameBytes = 16 * 1024 * 1024 } = options;
  if (createSocket) {
    return {
      connect: (request, listener) => new WhatwgConnection(createSocket(request), listener, frameBytes),
    };
  }
  return {
    connect: (request, listener) =>
      new LateConnection(listener, openSocket(request, { ...options, frameBytes })),
  };
}
