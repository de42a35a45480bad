import type { Agent } from 'node:http';
import type { SecureContextOptions } from 'node:tls';
import { DuologueError } from '../errors.ts';
import type { ConnectionRequest } from './transport.ts';

/** How sockets are opened. */
export interface SocketOptions {
  /** A proxy agent, such as one of the package `https-proxy-agent`. Only with the package `ws`. */
  readonly agent?: Agent;
  /** TLS options: own certificate authorities, client certificates. Only with the package `ws`. */
  readonly tls?: SecureContextOptions & { readonly rejectUnauthorized?: boolean };
  /** Offers permessage-deflate; default false, since base64 audio gains little and costs time. Only with the package `ws`. */
  readonly compress?: boolean;
  /**
   * Makes the sockets of a runtime that is not Node; what `ws` would be told is its own business then.
   *
   * @example
   * createSocket: ({ url, protocols, headers }) => new WebSocket(url, { protocols, headers }), // Bun
   */
  readonly createSocket?: (request: SocketRequest) => WebSocketLike;
}

/** What a socket is made from. The address may hold a signature: do not log it. */
export type SocketRequest = Readonly<Pick<ConnectionRequest, 'url' | 'protocols' | 'headers'>>;

/** The part of the WHATWG WebSocket that is used (https://websockets.spec.whatwg.org). */
export interface WebSocketLike {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(
    type: 'open' | 'message' | 'error' | 'close',
    listener: (event: SocketEventLike) => void,
  ): void;
}

/** What is read of the events of a {@link WebSocketLike}. */
export interface SocketEventLike {
  readonly type: string;
  /** Of a message: a string, or bytes. */
  readonly data?: unknown;
  /** Of an error, where the runtime tells. */
  readonly error?: unknown;
  /** Of a close. */
  readonly code?: number;
  readonly reason?: string;
}

const names: readonly (keyof SocketOptions | 'frameBytes')[] = [
  'agent',
  'tls',
  'compress',
  'createSocket',
  'frameBytes',
];

/** @throws DuologueError INVALID_OPTIONS */
export function checkSocketOptions(options: SocketOptions & { readonly frameBytes?: number }): void {
  for (const name of Object.keys(options)) {
    if ((names as readonly string[]).includes(name)) continue;
    throw invalid(`A socket has no option "${name}". Its options are ${names.join(', ')}.`, name);
  }
  const { createSocket, frameBytes = 1 } = options;
  if (!(frameBytes > 0)) throw invalid('The option frameBytes of a socket must be above 0.', 'frameBytes');
  if (createSocket === undefined) return;
  if (typeof createSocket !== 'function') throw invalid('createSocket must be a function.', 'createSocket');
  const forWs = onlyForWs(options);
  if (forWs.length === 0) return;
  throw invalid(
    `${forWs.join(' and ')} cannot be used with createSocket: give them to the socket that it makes.`,
    forWs[0],
  );
}

/** The names of the given options that nothing but `ws` knows. */
export function onlyForWs({ agent, tls, compress }: SocketOptions): string[] {
  return Object.entries({ agent, tls, compress })
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([name]) => name);
}

function invalid(message: string, option: string | undefined): DuologueError {
  return new DuologueError('INVALID_OPTIONS', message, { details: { option } });
}
