import { DuologueError } from '../errors.ts';
import { NodeConnection } from './node-connection.ts';
import { onlyForWs, type SocketOptions, type WebSocketLike } from './socket-options.ts';
import type { Connection, ConnectionListener, ConnectionRequest } from './transport.ts';
import { WhatwgConnection } from './whatwg-connection.ts';

type GlobalSocket = new (url: string, protocols: string[]) => WebSocketLike;

/**
 * Finds what opens sockets here, and gives back what makes one. `ws` is loaded at the first connection, so that a
 * runtime without it can load everything else.
 * @throws DuologueError INVALID_OPTIONS where the request needs `ws`, CONNECT_FAILED where there are no sockets
 */
export async function openSocket(
  request: ConnectionRequest,
  options: SocketOptions & { readonly frameBytes: number },
): Promise<(listener: ConnectionListener) => Connection> {
  const [ws, reason] = await loadWs();
  if (ws) return (listener) => new NodeConnection(ws, request, listener, options);
  const Global = (globalThis as { readonly WebSocket?: GlobalSocket }).WebSocket;
  if (!Global) {
    const text =
      'There is neither the package ws nor a global WebSocket. Install ws, or give socket.createSocket.';
    throw new DuologueError('CONNECT_FAILED', text, { cause: reason });
  }
  const forWs = [...(Object.keys(request.headers).length > 0 ? ['headers'] : []), ...onlyForWs(options)];
  if (forWs.length > 0) {
    const text = `The global WebSocket, used because the package ws cannot be loaded, knows no ${forWs.join(', ')}. Leave out what it does not know, install ws, or give socket.createSocket.`;
    throw new DuologueError('INVALID_OPTIONS', text, { cause: reason, details: { options: forWs } });
  }
  return (listener) =>
    new WhatwgConnection(new Global(request.url, [...request.protocols]), listener, options.frameBytes);
}

/** `ws`, or why there is none. */
async function loadWs(): Promise<[ws: typeof import('ws').WebSocket | undefined, reason?: unknown]> {
  try {
    const { WebSocket } = await import('ws');
    // what bundlers put in its place for browsers has no such export
    return [typeof WebSocket === 'function' ? WebSocket : undefined];
  } catch (error) {
    return [undefined, error];
  }
}
