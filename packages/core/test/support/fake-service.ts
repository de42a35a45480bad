import type { Connection, ConnectionListener, ConnectionRequest, Transport } from '../../src/index.ts';
import { FakeLine } from './fake-line.ts';
import { metadata, type Spoken, type WireMessage } from './server-words.ts';

export interface FakeServiceOptions {
  /** Opens each connection by itself; default true. */
  readonly opens?: boolean;
  /** What it says as soon as it has heard the first words of the client; default its metadata. */
  readonly greeting?: readonly Spoken[];
}

/** A service that a test plays by hand, in memory: it keeps what it heard, and says what it is told to say. */
export class FakeService implements Transport {
  readonly lines: FakeLine[] = [];
  opens: boolean;
  greeting: readonly Spoken[];

  constructor({ opens = true, greeting = [metadata()] }: FakeServiceOptions = {}) {
    this.opens = opens;
    this.greeting = greeting;
  }

  connect(request: ConnectionRequest, listener: ConnectionListener): Connection {
    const line = new FakeLine(structuredClone(request), listener, this.greeting);
    this.lines.push(line);
    if (this.opens) queueMicrotask(() => line.open());
    return line.client;
  }

  /** The newest connection. */
  get line(): FakeLine {
    const line = this.lines.at(-1);
    if (!line) throw new Error('Nobody has connected yet.');
    return line;
  }

  /** Says something on the newest connection, all of it in one tick. */
  send(...words: Spoken[]): void {
    this.line.send(...words);
  }

  /** What was heard on the newest connection, without microphone audio; of one type, or all. */
  heard(type?: string): WireMessage[] {
    return this.line.heard(type);
  }
}
