import type { Connection, ConnectionClose } from '@duologue/core';
import {
  ConvaiServer,
  MemoryServer,
  prepareScenario,
  VirtualClock,
  type Conversation,
  type Door,
  type Scenario,
  type ScriptOptions,
} from '@duologue/testkit';

export type Wire = Readonly<Record<string, unknown>>;

export interface RawClientOptions extends Partial<Omit<ScriptOptions, 'clock'>> {
  readonly door?: 'memory' | 'sockets';
}

/** A client that does only what a test tells it to, against a scripted server in virtual time. */
export class RawClient {
  readonly clock: VirtualClock;
  readonly frames: Wire[] = [];
  readonly #door: Door;
  readonly #connection: Connection;
  #close: ConnectionClose | undefined;

  /** Connects and, unless told otherwise, says hello. */
  static async connect(
    scenario: Scenario,
    { door = 'memory', ...script }: RawClientOptions = {},
  ): Promise<RawClient> {
    const clock = new VirtualClock({ autojump: false });
    const prepared = await prepareScenario(scenario);
    const options = { clock, ...script };
    const server =
      door === 'memory' ? new MemoryServer(prepared, options) : await ConvaiServer.listen(prepared, options);
    const client = new RawClient(clock, server);
    await clock.settled();
    return client;
  }

  private constructor(clock: VirtualClock, door: Door) {
    this.clock = clock;
    this.#door = door;
    const { transport, endpoint } = door.client();
    const url = 'url' in endpoint ? endpoint.url : 'ws://memory/';
    this.#connection = transport.connect(
      { url, protocols: [], headers: {}, initiation: [] },
      {
        opened: () => {},
        received: (frame) => this.frames.push(JSON.parse(String(frame)) as Wire),
        closed: (close) => (this.#close = close),
      },
    );
  }

  get conversation(): Conversation {
    const [conversation] = this.#door.conversations;
    if (!conversation) throw new Error('there is no conversation');
    return conversation;
  }

  get closed(): ConnectionClose | undefined {
    return this.#close;
  }

  /** The types of all frames so far. */
  get types(): unknown[] {
    return this.frames.map(({ type }) => type);
  }

  /** Sends messages and waits until everything that follows from them has happened. Time does not move. */
  async send(...messages: Wire[]): Promise<void> {
    for (const message of messages) this.#connection.send(JSON.stringify(message));
    await this.clock.settled();
  }

  /** Sends the first message that every client sends. */
  hello(fields: Wire = {}): Promise<void> {
    return this.send({ type: 'conversation_initiation_client_data', ...fields });
  }

  async sendText(frame: string): Promise<void> {
    this.#connection.send(frame);
    await this.clock.settled();
  }

  /** Sends audio of one level in frames of `frameMs`, without time passing. */
  speak(ms: number, { amplitude = 8_000, frameMs = 20, rateHz = 16_000 } = {}): Promise<void> {
    const frames: Wire[] = [];
    for (let at = 0; at < ms; at += frameMs) {
      const samples = new Int16Array((rateHz * Math.min(frameMs, ms - at)) / 1_000).fill(amplitude);
      frames.push({ user_audio_chunk: Buffer.from(samples.buffer).toString('base64') });
    }
    return this.send(...frames);
  }

  async close(code = 1000, reason = ''): Promise<void> {
    this.#connection.close(code, reason);
    await this.clock.settled();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#door.close();
    this.clock[Symbol.dispose]();
  }
}
