import { DuologueError } from '@duologue/core';
import type { AudioOutput, AudioOutputStart } from '@duologue/core';
import { probeLibrary } from './probe-library.ts';
import type {
  AudioBackend,
  AudioDevice,
  AudioDirection,
  BackendOptions,
  BackendProbe,
} from '../audio-backend.ts';

/** What is used of @echogarden/audio-io, an optional peer. */
interface AudioIo {
  readonly createAudioOutput: (
    config: { readonly sampleRate: number; readonly channelCount: number; readonly bufferDuration: number },
    fill: (buffer: Int16Array) => void,
  ) => Promise<{ dispose(): Promise<void> | void }>;
}

const packageName: string = '@echogarden/audio-io';
/** What the library itself holds is heard after an interruption: one or two of these, in milliseconds. */
const bufferMs = 20;

/** Plays on macOS, Windows and Linux through the package `@echogarden/audio-io`, on the default device. */
export class AudioIoBackend implements AudioBackend {
  readonly name = 'audio-io';
  readonly directions = ['output'] as const;

  async probe(_: AudioDirection, device?: string): Promise<BackendProbe> {
    if (device !== undefined) return { available: false, reason: 'it plays only on the default device' };
    const answer = await probeLibrary<null>({
      name: packageName,
      script: `
        const config = { sampleRate: 48000, channelCount: 1, bufferDuration: ${bufferMs} };
        const output = await library.createAudioOutput(config, (buffer) => void buffer.fill(0));
        await output.dispose();`,
    });
    return 'reason' in answer ? { available: false, reason: answer.reason } : { available: true };
  }

  listDevices(): Promise<readonly AudioDevice[]> {
    return Promise.resolve([]);
  }

  openOutput(options: BackendOptions): AudioOutput {
    return new AudioIoOutput(options);
  }
}

class AudioIoOutput implements AudioOutput {
  /** It waits in this process, where it can be dropped at once; only `bufferMs` is out of reach. */
  readonly maxLeadMs = 200;
  readonly #options: BackendOptions;
  #output: { dispose(): Promise<void> | void } | undefined;
  #queue: Int16Array[] = [];
  #played = 0;

  constructor(options: BackendOptions) {
    this.#options = options;
  }

  async start({ format }: AudioOutputStart): Promise<void> {
    this.#queue = [];
    this.#played = 0;
    const { createAudioOutput } = await load();
    const config = { sampleRate: format.sampleRateHz, channelCount: 1, bufferDuration: bufferMs };
    this.#output = await createAudioOutput(config, (buffer) => this.#fill(buffer));
  }

  write(samples: Int16Array): void {
    this.#queue.push(samples);
  }

  flush(): void {
    this.#queue = [];
  }

  playedSamples(): number {
    return this.#played;
  }

  async stop(): Promise<void> {
    const output = this.#output;
    this.#output = undefined;
    try {
      await output?.dispose();
    } catch (cause) {
      this.#options.onTrouble(
        new DuologueError('AUDIO_OUTPUT_TROUBLE', 'The speaker could not be closed.', { cause }),
      );
    }
  }

  #fill(buffer: Int16Array): void {
    let filled = 0;
    while (filled < buffer.length) {
      const [piece] = this.#queue;
      if (piece === undefined) break;
      const part = piece.subarray(0, buffer.length - filled);
      buffer.set(part, filled);
      filled += part.length;
      if (part.length === piece.length) this.#queue.shift();
      else this.#queue[0] = piece.subarray(part.length);
    }
    buffer.fill(0, filled);
    this.#played += filled;
  }
}

async function load(): Promise<AudioIo> {
  return (await import(packageName)) as AudioIo;
}
