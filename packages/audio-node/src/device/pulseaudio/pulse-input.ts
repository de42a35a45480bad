import { DuologueError } from '@duologue/core';
import type { AudioInput, AudioInputStart } from '@duologue/core';
import { FrameSplitter } from '../../edge/frame-splitter.ts';
import { PcmDecoder } from '../../edge/pcm-bytes.ts';
import type { BackendOptions } from '../audio-backend.ts';
import { PulseServer } from './pulse-server.ts';

/** Records through the sound server of Linux. */
export class PulseInput implements AudioInput {
  readonly #options: BackendOptions;
  #server: PulseServer | undefined;

  constructor(options: BackendOptions) {
    this.#options = options;
  }

  async start({ format, frameMs }: AudioInputStart, onFrame: (samples: Int16Array) => void): Promise<void> {
    const { device, onTrouble } = this.#options;
    const { sampleRateHz } = format;
    const fail = (cause: unknown) => {
      if (this.#server !== server) return;
      this.#server = undefined;
      onTrouble(new DuologueError('AUDIO_INPUT_TROUBLE', 'The sound server has gone.', { cause }));
    };
    const server: PulseServer = await PulseServer.connect(fail);
    this.#server = server;
    const stream = await server.client.createRecordStream({
      sampleSpec: server.sampleSpec(sampleRateHz),
      ...(device !== undefined && { name: device }),
      fragmentSize: Math.round((sampleRateHz * 2 * Math.min(frameMs, 20)) / 1_000),
      adjustLatency: true,
      properties: { media: { name: 'user', role: 'phone' } },
    });
    const splitter = new FrameSplitter({ sampleRateHz, frameMs, onFrame });
    const decoder = new PcmDecoder();
    stream.on('error', fail);
    stream.on('data', (bytes: Buffer) => {
      if (this.#server === server) splitter.push(decoder.push(bytes));
    });
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.close();
  }
}
