/** Everything that is needed to open a connection. A `beforeConnect` tap may change it. */
export interface ConnectionRequest {
  /** `ws:` or `wss:`. May hold a signature: it never goes into a log, an error or a trace. */
  url: string;
  /** WebSocket subprotocols, in order of preference; may hold a bearer token. */
  protocols: string[];
  /** Extra HTTP headers of the upgrade request. */
  headers: Record<string, string>;
  /** The first messages on the wire, sent as they are: at the least `conversation_initiation_client_data`. */
  initiation: Record<string, unknown>[];
}

/** What a connection tells the session. Every call is synchronous; nothing is told after `closed`. */
export interface ConnectionListener {
  opened(): void;
  /** One whole message: text, or the bytes of a binary frame. */
  received(frame: string | Uint8Array): void;
  /** The end, told exactly once, also when the connection never opened. */
  closed(close: ConnectionClose): void;
}

export interface ConnectionClose {
  /** The WebSocket close code; 1005 where the frame had none, 1006 where there was no close frame. */
  readonly code: number;
  /** The text of the close frame, often the only explanation that there is. */
  readonly reason: string;
  /** What the network said, where the connection failed. */
  readonly error?: unknown;
  /** The HTTP status, where the upgrade was refused. */
  readonly httpStatus?: number;
}

/** One open connection, or one that is being opened. */
export interface Connection {
  /** Sends one text frame. Does nothing once the connection is closing. */
  send(frame: string): void;
  /** Bytes that were sent and still wait in this process. */
  readonly bufferedBytes: number;
  /**
   * Asks the other side for a sign of life beneath the messages, as a WebSocket ping does; `alive` is called when it comes.
   * Left out by a transport that has no such thing.
   */
  readonly probe?: ((alive: () => void) => void) | undefined;
  /** Begins the close handshake. */
  close(code: number, reason: string): void;
  /** Cuts the connection now; `closed` follows with code 1006. */
  terminate(): void;
}

/** A way to open connections: over a real socket, or in memory. It keeps no state of its own. */
export interface Transport {
  connect(request: ConnectionRequest, listener: ConnectionListener): Connection;
}
