import { DuologueError } from '@duologue/core';
import type { AudioOutput, AudioOutputStart } from '@duologue/core';
import type { PlaybackStream } from 'pulseaudio.js';
import { PlayedEstimate } from '../../edge/played-estimate.ts';
import { toPcmBytes } from '../../edge/pcm-bytes.ts';
import type { BackendOptions } from '../audio-backend.ts';
import { PulseServer } from './pulse-server.ts';

/** From the writing of a sample to its sound, in milliseconds, as measured. */
const latencyMs = 10;

/** So much sound waits in this process only where the server has stopped to take it, in milliseconds: it asks for the whole lead. */
const longestBacklogMs = 1_000;

/** Plays through the sound server of Linux, which can drop what it holds in the same instant. */
export class PulseOutput implements AudioOutput {
  /** Long enough for a stall of this process of 150 ms; an interruption is as fast as with less. */
  readonly maxLeadMs = 200;
  readonly #options: BackendOptions;
  #server: PulseServer | undefined;
  #stream: PlaybackStream | undefined;
  #estimate: PlayedEstimate | undefined;
  #failure: DuologueError | undefined;
  #sampleRateHz = 0;

  constructor(options: BackendOptions) {
    this.#options = options;
  }

  async start({ format }: AudioOutputStart): Promise<void> {
    const { clock, device, onTrouble } = this.#options;
    const { sampleRateHz } = format;
    this.#sampleRateHz = sampleRateHz;
    this.#failure = undefined;
    const fail = (cause: unknown) => {
      if (this.#server === undefined) return;
      this.#server = undefined; // there is nothing left to close
      if (this.#failure) return;
      this.#failure = new DuologueError('AUDIO_OUTPUT_TROUBLE', 'The sound server has gone.', { cause });
      onTrouble(this.#failure);
    };
    this.#server = await PulseServer.connect(fail);
    this.#estimate = new PlayedEstimate({ clock, sampleRateHz, latencyMs });
    this.#stream = await this.#server.client.createPlaybackStream({
      sampleSpec: this.#server.sampleSpec(sampleRateHz),
      ...(device !== undefined && { name: device }),
      // More than the lead, so that the server takes at once what is written.
      targetLength: Math.round((sampleRateHz * 2 * 250) / 1_000),
      // Sound begins with the first sample. (0 would let the server play on into what is not written yet.)
      preBuffering: 2,
      properties: { media: { name: 'agent', role: 'phone' } },
    });
    this.#stream.on('error', fail);
  }

  write(samples: Int16Array): void {
    this.#checkBacklog();
    if (this.#failure) throw this.#failure;
    this.#stream?.write(toPcmBytes(samples));
    this.#estimate?.wrote(samples.length);
  }

  flush(): void {
    if (!this.#stream || !this.#estimate || this.#estimate.leftMs === 0) return;
    this.#estimate.flushed();
    this.#server?.flush(this.#stream);
  }

  playedSamples(): number {
    if (this.#failure) throw this.#failure;
    return this.#estimate?.played ?? 0;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#stream = undefined;
    await server?.close();
  }

  #checkBacklog(): void {
    const waitingMs = ((this.#stream?.writableLength ?? 0) * 1_000) / (2 * this.#sampleRateHz);
    if (waitingMs < longestBacklogMs) return;
    this.#failure ??= new DuologueError(
      'AUDIO_OUTPUT_TROUBLE',
      `The sound server takes no more sound: ${Math.round(waitingMs)} ms wait for it. Is the device suspended?`,
    );
  }
}
