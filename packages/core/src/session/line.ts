import type { Clock } from '../clock.ts';
import { DuologueError, isDuologueError } from '../errors.ts';
import type { ClientMessage } from '../protocol/client-messages.ts';
import { decodeFrame } from '../protocol/decode.ts';
import { encodeMessage } from '../protocol/encode.ts';
import type { ServerEvent, ServerEvents } from '../protocol/server-events.ts';
import { thrownName } from '../thrown-text.ts';
import type { Connection, ConnectionClose, ConnectionRequest, Transport } from '../transport/transport.ts';
import { firstWords } from './first-words.ts';

export interface LineOptions {
  readonly transport: Transport;
  readonly request: ConnectionRequest;
  readonly clock: Clock;
  /** Every message in order; a ping is answered before it is told. */
  readonly received: (event: ServerEvent) => void;
  /** Every message that went out. */
  readonly sent: (message: ClientMessage) => void;
  readonly closed: (close: ConnectionClose) => void;
  /** `frame` is what was skipped; undefined where it was an answer that could not be made. */
  readonly badFrame: (error: DuologueError, frame?: string | Uint8Array) => void;
}

/** How long the other side may take to answer a close, in milliseconds. */
const closeHandshakeMs = 2_000;

/** One connection, from dialing to its close: says the first words, reads frames, answers pings. */
export class Line {
  readonly #options: LineOptions;
  readonly #connection: Connection;
  readonly #release: () => void;
  readonly #firstWords: readonly ClientMessage[];
  #onClosed: (() => void) | undefined;
  #endProbe: (() => void) | undefined;
  #state: 'dialing' | 'open' | 'closing' | 'closed' = 'dialing';

  /** @throws DuologueError INVALID_OPTIONS, CONNECT_FAILED for a request that cannot be used */
  constructor(options: LineOptions) {
    this.#options = options;
    const { transport, request, clock } = options;
    this.#firstWords = firstWords(request);
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
      throw unusable(error);
    }
  }

  get bufferedBytes(): number {
    return this.#connection.bufferedBytes;
  }

  /** Sends a message; false where the connection is gone. @throws DuologueError INVALID_MESSAGE */
  send(message: ClientMessage): boolean {
    const frame = encodeMessage(message);
    if (!this.#write(frame)) return false;
    this.#options.sent(message);
    return true;
  }

  /** Whether the connection can be asked for a sign of life. */
  get canProbe(): boolean {
    return this.#connection.probe !== undefined;
  }

  /** Asks the connection for a sign of life; virtual time stands still until it has come. */
  probe(alive: () => void): void {
    if (this.#state !== 'open') return;
    this.#endProbe?.();
    const release = this.#options.clock.hold();
    this.#endProbe = release;
    try {
      this.#connection.probe?.(() => {
        release();
        if (this.#state === 'open') alive();
      });
    } catch {
      release();
    }
  }

  /** Ends the connection; resolves once it is closed. A close that takes longer than 2 s is cut, which resolves with false. */
  async hangUp(): Promise<boolean> {
    if (this.#state === 'closed') return true;
    const isOpen = this.#state === 'open';
    this.#state = 'closing';
    if (!isOpen) {
      this.#cut();
      return true;
    }
    return new Promise((resolve) => {
      const giveUp = () => {
        this.#cut();
        resolve(false);
      };
      const timer = this.#options.clock.setTimeout(giveUp, closeHandshakeMs);
      this.#onClosed = () => {
        timer.cancel();
        resolve(true);
      };
      try {
        this.#connection.close(1000, 'The user ended the conversation.');
      } catch {
        timer.cancel();
        giveUp();
      }
    });
  }

  #opened(): void {
    this.#release();
    if (this.#state !== 'dialing') return;
    this.#state = 'open';
    for (const message of this.#firstWords) this.send(message);
  }

  #received(frame: string | Uint8Array): void {
    if (this.#state !== 'open') return;
    if (typeof frame !== 'string') {
      const message = `A frame of ${frame.length} bytes that is no text was skipped: the protocol has only text frames.`;
      return this.#options.badFrame(
        new DuologueError('BAD_FRAME', message, { details: { bytes: frame.length } }),
        frame,
      );
    }
    let event: ServerEvent;
    try {
      event = decodeFrame(frame);
    } catch (error) {
      return this.#options.badFrame(error as DuologueError, frame);
    }
    const pong = event.type === 'ping' ? this.#pong(event as ServerEvents['ping']) : undefined;
    this.#options.received(event);
    if (pong) this.#options.sent(pong);
  }

  /** Answers a ping at once: whatever taps do, the service sees a client that is alive. */
  #pong({ eventId }: ServerEvents['ping']): ClientMessage | undefined {
    if (eventId === undefined) return undefined;
    const pong: ClientMessage = { type: 'pong', eventId };
    try {
      return this.#write(encodeMessage(pong)) ? pong : undefined;
    } catch (error) {
      this.#options.badFrame(error as DuologueError);
      return undefined;
    }
  }

  /** False where the connection is gone, or fails in a way that its close will tell. */
  #write(frame: string): boolean {
    if (this.#state !== 'open') return false;
    try {
      this.#connection.send(frame);
      return true;
    } catch {
      return false;
    }
  }

  /** A transport that cannot even do this has nothing more to tell. */
  #cut(): void {
    try {
      this.#connection.terminate();
    } catch {
      this.#closed({ code: 1006, reason: '' });
    }
  }

  #closed(close: ConnectionClose): void {
    if (this.#state === 'closed') return;
    this.#release();
    this.#endProbe?.();
    this.#state = 'closed';
    this.#onClosed?.();
    this.#options.closed(close);
  }
}

/** What a transport throws about a request may hold its address, and so a signature: only its name is passed on. */
function unusable(thrown: unknown): DuologueError {
  if (isDuologueError(thrown)) return thrown;
  const name = thrownName(thrown) ?? 'an unknown error';
  const text = `The connection could not be opened: the transport cannot use the address, the headers or the subprotocols (${name}).`;
  return new DuologueError('CONNECT_FAILED', text);
}
