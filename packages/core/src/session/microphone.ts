import type { AudioFormat } from '../audio/audio-format.ts';
import { encodeAudio } from '../audio/wire-codec.ts';

export interface MicrophoneOptions {
  readonly format: AudioFormat;
  /** Audio that may wait for a slow socket, in milliseconds. */
  readonly limitMs: number;
  /** Bytes that the socket has taken and not passed on. */
  readonly bufferedBytes: () => number;
  /** False where there is no connection. */
  readonly send: (audioBase64: string) => boolean;
  readonly dropped: (sampleCount: number, why: 'overflow' | 'disconnected') => void;
}

/** The socket counts as slow while this much is waiting in it: more than a second of coded 16 kHz audio. */
const slowSocketBytes = 48_000;

/** Codes the user's audio and sends it, holding back at most `limitMs` while the socket is slow. The oldest goes first. */
export class Microphone {
  readonly #options: MicrophoneOptions;
  readonly #limitSamples: number;
  readonly #waiting: Int16Array[] = [];
  #waitingSamples = 0;

  constructor(options: MicrophoneOptions) {
    this.#options = options;
    this.#limitSamples = (options.limitMs * options.format.sampleRateHz) / 1_000;
  }

  take(samples: Int16Array): void {
    if (samples.length === 0) return;
    const { bufferedBytes, dropped } = this.#options;
    if (this.#waiting.length === 0 && bufferedBytes() < slowSocketBytes) return this.#send(samples);
    this.#waiting.push(samples);
    this.#waitingSamples += samples.length;
    while (this.#waiting.length > 0 && bufferedBytes() < slowSocketBytes) this.#send(this.#next());
    while (this.#waitingSamples > this.#limitSamples) dropped(this.#next().length, 'overflow');
  }

  /** The connection is lost: what still waits for it is not heard by the next one. */
  close(): void {
    while (this.#waiting.length > 0) this.#options.dropped(this.#next().length, 'disconnected');
  }

  #send(samples: Int16Array): void {
    const { format, send, dropped } = this.#options;
    if (!send(encodeAudio(samples, format))) dropped(samples.length, 'disconnected');
  }

  #next(): Int16Array {
    const samples = this.#waiting.shift() ?? new Int16Array(0);
    this.#waitingSamples -= samples.length;
    return samples;
  }
}
