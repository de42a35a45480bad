import type { Connection, ConnectionClose, ConnectionListener, ConnectionRequest } from '../../src/index.ts';
import type { Spoken, WireMessage } from './server-words.ts';

/** One connection, seen from the side of the service. */
export class FakeLine {
  readonly request: ConnectionRequest;
  /** The client's end of it. */
  readonly client: Connection;
  /** What the client sent, as it came. */
  readonly frames: string[] = [];
  state: 'connecting' | 'open' | 'closed' = 'connecting';
  /** Bytes that the client has to believe are waiting. */
  bufferedBytes = 0;
  /** While true, nothing gets through in either direction, and nobody is told. */
  isHalfOpen = false;
  /** While true, a close of the client is not answered. */
  ignoresClose = false;
  /** How the client asked to close, where it did. */
  closeAsked: ConnectionClose | undefined;
  /** The client has cut the connection. */
  isCut = false;
  readonly #listener: ConnectionListener;
  /** The frames that were read so far. */
  readonly #parsed: WireMessage[] = [];
  #greeting: readonly Spoken[];

  constructor(request: ConnectionRequest, listener: ConnectionListener, greeting: readonly Spoken[]) {
    this.request = request;
    this.#listener = listener;
    this.#greeting = greeting;
    this.client = this.#createClient();
  }

  open(): void {
    if (this.state !== 'connecting') return;
    this.state = 'open';
    this.#listener.opened();
  }

  /** Says something, all of it in one tick. */
  send(...words: Spoken[]): void {
    for (const word of words) {
      if (this.state !== 'open' || this.isHalfOpen) return;
      const isFrame = typeof word === 'string' || word instanceof Uint8Array;
      this.#listener.received(isFrame ? word : JSON.stringify(word));
    }
  }

  /** Ends the connection from this side; by default in the way of a server that dies. */
  close(code = 1006, reason = ''): void {
    this.end({ code, reason });
  }

  /** The connection is over, as the client sees it. */
  end(close: ConnectionClose): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.#listener.closed(close);
  }

  /** Messages of the client, without microphone audio; of one type, or all. */
  heard(type?: string): WireMessage[] {
    return this.#messages().filter((message) =>
      type === undefined ? message['type'] !== undefined : message['type'] === type,
    );
  }

  /** Microphone audio, frame by frame, as base64. */
  get microphone(): string[] {
    return this.#messages()
      .map((message) => message['user_audio_chunk'])
      .filter((audio) => typeof audio === 'string');
  }

  #messages(): readonly WireMessage[] {
    const fresh = this.frames.slice(this.#parsed.length);
    this.#parsed.push(...fresh.map((frame) => JSON.parse(frame) as WireMessage));
    return this.#parsed;
  }

  #createClient(): Connection {
    const bufferedBytes = () => this.bufferedBytes;
    return {
      get bufferedBytes() {
        return bufferedBytes();
      },
      send: (frame) => {
        if (this.state !== 'open' || this.isHalfOpen) return;
        this.frames.push(frame);
        const greeting = this.#greeting;
        this.#greeting = [];
        if (greeting.length > 0) queueMicrotask(() => this.send(...greeting));
      },
      close: (code, reason) => {
        this.closeAsked = { code, reason };
        if (!this.isHalfOpen && !this.ignoresClose) queueMicrotask(() => this.end({ code, reason }));
      },
      terminate: () => {
        this.isCut = true;
        queueMicrotask(() => this.end({ code: 1006, reason: '' }));
      },
    };
  }
}
