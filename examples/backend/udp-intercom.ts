import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import {
  FramedOutput,
  InputEdge,
  RateAdaptedOutput,
  type AudioBackend,
  type AudioDevice,
  type AudioDirection,
  type BackendOptions,
  type BackendProbe,
} from '@duologue/audio-node';
import type { AudioInput, AudioInputStart } from '@duologue/core';

export interface UdpIntercomOptions {
  /** Where the intercom listens. */
  readonly host: string;
  readonly port: number;
  /** Where this computer hears it; default 4010, and 0 is any port that is free. */
  readonly listenPort?: number;
}

/** What the intercom speaks: 16-bit little-endian mono samples at 16 kHz, 20 ms a packet, both ways. */
const sampleRateHz = 16_000;

/** The intercom at the door, which sends and plays raw sound by UDP. */
export class UdpIntercom implements AudioBackend {
  readonly name = 'udp-intercom';
  readonly directions = ['input', 'output'] as const;
  readonly #options: UdpIntercomOptions;

  constructor(options: UdpIntercomOptions) {
    this.#options = options;
  }

  async probe(direction: AudioDirection): Promise<BackendProbe> {
    if (direction === 'output') return { available: true };
    const { listenPort = 4_010 } = this.#options;
    try {
      (await listen(listenPort)).close();
      return { available: true };
    } catch (error) {
      return {
        available: false,
        reason: `port ${listenPort} cannot be listened at: ${(error as Error).message}`,
      };
    }
  }

  async listDevices(): Promise<readonly AudioDevice[]> {
    const id = `${this.#options.host}:${this.#options.port}`;
    return [{ id, label: `Intercom at ${id}`, isDefault: true }];
  }

  openInput({ onTrouble }: BackendOptions): IntercomMicrophone {
    return new IntercomMicrophone(this.#options.listenPort ?? 4_010, onTrouble);
  }

  openOutput(options: BackendOptions): IntercomSpeaker {
    return new IntercomSpeaker(this.#options, options);
  }
}

class IntercomMicrophone implements AudioInput {
  readonly #listenPort: number;
  readonly #onTrouble: (error: unknown) => void;
  #socket: Socket | undefined;
  #edge: InputEdge | undefined;

  constructor(listenPort: number, onTrouble: (error: unknown) => void) {
    this.#listenPort = listenPort;
    this.#onTrouble = onTrouble;
  }

  /** Where it listens; undefined while it is closed. */
  get port(): number | undefined {
    return this.#socket?.address().port;
  }

  async start(options: AudioInputStart, onFrame: (samples: Int16Array) => void): Promise<void> {
    const edge = await InputEdge.open(sampleRateHz, options, onFrame);
    this.#edge = edge;
    this.#socket = await listen(this.#listenPort);
    this.#socket.on('message', (bytes) => edge.push(samplesOf(bytes)));
    this.#socket.on('error', this.#onTrouble);
  }

  stop(): void {
    this.#edge?.close();
    this.#socket?.close();
    this.#socket = undefined;
  }
}

class IntercomSpeaker extends RateAdaptedOutput {
  readonly #socket: Socket;

  constructor({ host, port }: UdpIntercomOptions, { clock, onTrouble }: BackendOptions) {
    const socket = createSocket('udp4');
    const send = (samples: Int16Array) => socket.send(bytesOf(samples), port, host);
    super(new FramedOutput({ clock, continuous: true, send }), sampleRateHz, clock);
    socket.on('error', onTrouble);
    this.#socket = socket;
  }

  override async stop(): Promise<void> {
    await super.stop();
    this.#socket.close();
  }
}

async function listen(port: number): Promise<Socket> {
  const socket = createSocket('udp4').bind(port);
  await once(socket, 'listening');
  return socket;
}

function samplesOf(bytes: Buffer): Int16Array {
  return Int16Array.from({ length: bytes.length >> 1 }, (_, index) => bytes.readInt16LE(2 * index));
}

function bytesOf(samples: Int16Array): Buffer {
  const bytes = Buffer.alloc(2 * samples.length);
  for (const [index, sample] of samples.entries()) bytes.writeInt16LE(sample, 2 * index);
  return bytes;
}
