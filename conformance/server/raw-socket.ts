import { once } from 'node:events';
import { systemClock } from '@duologue/core';
import {
  ConvaiServer,
  scenario,
  type ConvaiServerOptions,
  type ScenarioWords,
  type Step,
} from '@duologue/testkit';
import { WebSocket, type ClientOptions } from 'ws';

export type Message = Readonly<Record<string, unknown>>;

/** Serves a script for the time of `use`. */
export async function withServer<T>(
  steps: (words: ScenarioWords) => readonly Step[],
  options: Partial<ConvaiServerOptions>,
  use: (server: ConvaiServer) => Promise<T>,
): Promise<T> {
  const server = await ConvaiServer.listen(scenario('check', steps), { clock: systemClock, ...options });
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

export interface RawSocketOptions {
  readonly protocols?: readonly string[];
  readonly socket?: ClientOptions;
  /** What is sent when the connection is open; default an initiation. */
  readonly first?: readonly Message[];
}

/** A client that knows nothing: what it gets, with the moment, and how it ended. */
export class RawSocket {
  readonly socket: WebSocket;
  readonly messages: Message[] = [];
  readonly arrivalsMs: number[] = [];
  readonly binaryFrames: number[] = [];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;

  constructor(url: string, { protocols = [], socket, first = [initiation] }: RawSocketOptions = {}) {
    this.socket = new WebSocket(url, [...protocols], socket);
    this.socket.on('open', () => this.send(...first));
    this.socket.on('message', (data: Buffer, isBinary) => {
      this.arrivalsMs.push(performance.now());
      if (isBinary) this.binaryFrames.push(data.length);
      else this.messages.push(JSON.parse(data.toString()) as Message);
    });
    this.socket.on('error', () => {}); // the close tells
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  get types(): unknown[] {
    return this.messages.map(({ type }) => type);
  }

  send(...messages: readonly Message[]): void {
    for (const message of messages) this.socket.send(JSON.stringify(message));
  }

  /** Resolves when a message of a type is there. */
  async until(type: string): Promise<Message> {
    for (;;) {
      const message = this.messages.find((candidate) => candidate.type === type);
      if (message) return message;
      await Promise.race([
        once(this.socket, 'message'),
        this.closed.then(({ code }) => {
          throw new Error(`closed with ${code} before ${type}; there were ${this.types.join(', ')}`);
        }),
      ]);
    }
  }
}

export const initiation: Message = { type: 'conversation_initiation_client_data' };
