import type { Clock } from '../clock.ts';
import { DuologueError } from '../errors.ts';
import type { ClientMessage } from '../protocol/client-messages.ts';
import { decodeFrame } from '../protocol/decode.ts';
import { encodeMessage } from '../protocol/encode.ts';
import type { ServerEvent } from '../protocol/server-events.ts';
import type { Connection, ConnectionClose, ConnectionRequest, Transport } from '../transport/transport.ts';

export interface LineOptions {
  readonly transport: Transport;
  readonly request: ConnectionRequest;
  readonly clock: Clock;
  /** Every message in order; a ping is answered before it is told. */
  readonly received: (event: ServerEvent) => void;
  /** Every message that went out. */
  readonly sent: (message: ClientMessage) => void;
  readonly closed: (close: ConnectionClose) => void;
  readonly badFrame: (error: DuologueError) => void;
}

/** How long the other side may take to answer a close, in milliseconds. */
const closeHandshakeMs = 2_000;

/** One connection, from dialing to its close: says the first words, reads frames, answers pings. */
export class Line {
  readonly #options: LineOptions;
  readonly #connection: Connection;
  readonly #release: () => void;
  #onClosed: (() => void) | undefined;
  #state: 'dialing' | 'open' | 'closing' | 'closed' = 'dialing';

  /** @throws whatever the transport throws for a request that it cannot use */
  constructor(options: LineOptions) {
    this.#options = options;
    const { transport, request, clock } = options;
    // virtual time stands still while a real socket is opened
    this.#release = clock.hold();
    try {
      this.#connection = transport.connect(request, {
        opened: () => this.#opened(),
        received: (frame) => this.#received(frame),
        closed: (close) => this.#closed(close),
      });
    } catch (error) {
      this.#release();
      throw error;
    }
  }

  get bufferedBytes(): number {
    return this.#connection.bufferedBytes;
  }

  /** Sends a message; false where the connection is gone. @throws DuologueError INVALID_MESSAGE */
  send(message: ClientMessage): boolean {
    const frame = encodeMessage(message);
    if (this.#state !== 'open') return false;
    this.#connection.send(frame);
    this.#options.sent(message);
    return true;
  }

  /** Ends the connection; resolves once it is closed. A close that takes longer than 2 s is cut, which resolves with false. */
  async hangUp(): Promise<boolean> {
    if (this.#state === 'closed') return true;
    if (this.#state === 'dialing') {
      this.#state = 'closing';
      this.#connection.terminate();
      return true;
    }
    this.#state = 'closing';
    return new Promise((resolve) => {
      const timer = this.#options.clock.setTimeout(() => {
        this.#connection.terminate();
        resolve(false);
      }, closeHandshakeMs);
      this.#onClosed = () => {
        timer.cancel();
        resolve(true);
      };
      this.#connection.close(1000, 'The user ended the conversation.');
    });
  }

  #opened(): void {
    this.#release();
    if (this.#state !== 'dialing') return;
    this.#state = 'open';
    for (const message of this.#options.request.initiation) {
      const type =
        message['type'] === 'enclave_setup_config'
          ? 'enclave_setup_config'
          : 'conversation_initiation_client_data';
      this.send({ type, message });
    }
  }

  #received(frame: string | Uint8Array): void {
    if (this.#state !== 'open') return;
    if (typeof frame !== 'string') {
      const message = `A binary frame of ${frame.length} bytes was skipped: the protocol has only text frames.`;
      return this.#options.badFrame(
        new DuologueError('BAD_FRAME', message, { details: { bytes: frame.length } }),
      );
    }
    let event: ServerEvent;
    try {
      event = decodeFrame(frame);
    } catch (error) {
      return this.#options.badFrame(error as DuologueError);
    }
    const pong =
      event.type === 'ping' ? this.#pong(event as { readonly eventId?: number | string }) : undefined;
    this.#options.received(event);
    if (pong) this.#options.sent(pong);
  }

  /** Answers a ping at once: whatever taps do, the service sees a client that is alive. */
  #pong({ eventId }: { readonly eventId?: number | string }): ClientMessage | undefined {
    if (eventId === undefined) return undefined;
    const pong: ClientMessage = { type: 'pong', eventId };
    this.#connection.send(encodeMessage(pong));
    return pong;
  }

  #closed(close: ConnectionClose): void {
    this.#release();
    this.#state = 'closed';
    this.#onClosed?.();
    this.#options.closed(close);
  }
}
