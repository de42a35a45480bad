import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { DuologueError } from '@duologue/core';
import { toPcmBytes } from '../edge/pcm-bytes.ts';
import { wavHeader, wavHeaderBytes } from './wav-package.ts';

export interface WavWriterOptions {
  /** A file that is there already is replaced; folders that are missing are made. */
  readonly path: string;
  /** 1,000 to 384,000. */
  readonly sampleRateHz: number;
  /** 1 (default) to 64. */
  readonly channels?: number;
}

/**
 * Writes a WAV file of 16-bit samples. Everything is synchronous and at most one second of audio waits in memory;
 * the header counts all that is on the disk, so that a file that is never finished can still be read.
 */
export class WavWriter {
  readonly path: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly #file: number;
  /** What waits to be written, at most one second, the channels interleaved. */
  readonly #buffer: Int16Array;
  /** Samples of all channels that wait. */
  #buffered = 0;
  /** Bytes on the disk, without the header. */
  #written = 0;
  #finished = false;

  /** @throws DuologueError INVALID_OPTIONS, FILE_UNWRITABLE */
  constructor({ path, sampleRateHz, channels = 1 }: WavWriterOptions) {
    checkOptions({ sampleRateHz, channels });
    this.path = path;
    this.sampleRateHz = sampleRateHz;
    this.channels = channels;
    this.#buffer = new Int16Array(sampleRateHz * channels);
    this.#file = this.#attempt(() => {
      mkdirSync(dirname(path), { recursive: true });
      return openSync(path, 'w');
    });
    try {
      this.#writeHeader();
    } catch (error) {
      closeSync(this.#file);
      throw error;
    }
  }

  /** Samples of each channel so far. */
  get frames(): number {
    return (this.#written / 2 + this.#buffered) / this.channels;
  }

  /**
   * Adds samples: one array for each channel, all of one length.
   * @throws DuologueError INVALID_STATE after `finish`, INVALID_OPTIONS, FILE_UNWRITABLE
   */
  write(...channels: readonly Int16Array[]): void {
    if (this.#finished)
      throw new DuologueError('INVALID_STATE', `${this.path} is finished. Make a new writer for a new file.`);
    const length = channels[0]?.length ?? 0;
    if (channels.length !== this.channels || channels.some((samples) => samples.length !== length)) {
      throw new DuologueError(
        'INVALID_OPTIONS',
        `write() got ${channels.map((samples) => samples.length).join(' and ')} samples. Give ${this.channels} arrays of one length.`,
      );
    }
    for (let from = 0; from < length;) {
      const room = (this.#buffer.length - this.#buffered) / this.channels;
      const to = Math.min(length, from + room);
      for (const [channel, samples] of channels.entries()) this.#interleave(samples, from, to, channel);
      this.#buffered += (to - from) * this.channels;
      from = to;
      if (this.#buffered === this.#buffer.length) this.flush();
    }
  }

  /** Brings everything onto the disk. @throws DuologueError FILE_UNWRITABLE */
  flush(): void {
    if (this.#buffered === 0) return;
    const bytes = toPcmBytes(this.#buffer.subarray(0, this.#buffered));
    this.#writeAt(bytes, wavHeaderBytes + this.#written);
    this.#written += bytes.length;
    this.#buffered = 0;
    this.#writeHeader();
  }

  /** Flushes and closes the file; a second call does nothing. @throws DuologueError FILE_UNWRITABLE */
  finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    try {
      this.flush();
    } finally {
      closeSync(this.#file);
    }
  }

  [Symbol.dispose](): void {
    this.finish();
  }

  #interleave(samples: Int16Array, from: number, to: number, channel: number): void {
    const [buffer, step] = [this.#buffer, this.channels];
    let at = this.#buffered + channel;
    for (let frame = from; frame < to; frame += 1, at += step) buffer[at] = samples[frame] ?? 0;
  }

  #writeHeader(): void {
    this.#writeAt(wavHeader(this, this.#written), 0);
  }

  #writeAt(bytes: Buffer, position: number): void {
    this.#attempt(() => {
      for (let done = 0; done < bytes.length;)
        done += writeSync(this.#file, bytes, done, bytes.length - done, position + done);
    });
  }

  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      const { message } = cause as Error;
      throw new DuologueError('FILE_UNWRITABLE', `${this.path} cannot be written: ${message}.`, {
        cause,
        details: { path: this.path },
      });
    }
  }
}

function checkOptions({
  sampleRateHz,
  channels,
}: Required<Pick<WavWriterOptions, 'sampleRateHz' | 'channels'>>): void {
  const fits = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  if (!fits(sampleRateHz, 1_000, 384_000)) {
    throw new DuologueError(
      'INVALID_OPTIONS',
      `sampleRateHz is ${sampleRateHz}. It is a whole number from 1,000 to 384,000.`,
    );
  }
  if (!fits(channels, 1, 64)) {
    throw new DuologueError('INVALID_OPTIONS', `channels is ${channels}. It is a whole number from 1 to 64.`);
  }
}
