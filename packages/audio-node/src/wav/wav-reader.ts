import { ByteSource } from './byte-source.ts';
import type { WavSource } from './byte-source.ts';
import { decodeFrames, frameBytes } from './decode-samples.ts';
import { readWavHead } from './read-wav-head.ts';
import type { WavFormat, WavHead } from './wav-format.ts';
import { readSampleBytes } from './wav-package.ts';

/**
 * A WAV file that is read piece by piece: 16-bit samples, one array a channel. It can be iterated once; leaving the loop early closes it.
 * Reads PCM of 8 to 32 bits, float, mu-law and A-law, RIFX and RF64, files that were streamed and files that are cut off.
 */
export class WavReader implements AsyncIterable<readonly Int16Array[]> {
  readonly #source: ByteSource;
  readonly #head: WavHead;
  #readBytes = 0;

  private constructor(source: ByteSource, head: WavHead) {
    this.#source = source;
    this.#head = head;
  }

  /**
   * Reads the head of a file.
   * @throws DuologueError FILE_UNREADABLE, WAV_UNREADABLE
   */
  static async open(source: WavSource): Promise<WavReader> {
    const bytes = await ByteSource.open(source);
    try {
      return new WavReader(bytes, await readWavHead(bytes));
    } catch (error) {
      await bytes.close();
      throw error;
    }
  }

  get format(): WavFormat {
    return this.#head.format;
  }

  /** Samples of each channel; undefined where only reading to the end can tell. */
  get frames(): number | undefined {
    const { dataBytes, dataOffset, format } = this.#head;
    const { totalBytes } = this.#source;
    const present = totalBytes === undefined ? undefined : totalBytes - dataOffset;
    const bytes = Math.min(dataBytes ?? Infinity, present ?? Infinity);
    return Number.isFinite(bytes) ? Math.floor(bytes / frameBytes(format)) : undefined;
  }

  /** Whether the file ends before the samples that it announces; known once it has been read to its end. */
  get truncated(): boolean {
    return this.#head.dataBytes !== undefined && this.#readBytes < this.#head.dataBytes;
  }

  /** @throws DuologueError FILE_UNREADABLE */
  async *[Symbol.asyncIterator](): AsyncGenerator<readonly Int16Array[], void, undefined> {
    const { format, dataBytes } = this.#head;
    const size = frameBytes(format);
    let left: Buffer = Buffer.alloc(0);
    for await (const bytes of readSampleBytes(format, this.#source.rest(dataBytes ?? Infinity))) {
      this.#readBytes += (bytes as Buffer).length;
      const joined: Buffer = left.length === 0 ? (bytes as Buffer) : Buffer.concat([left, bytes as Buffer]);
      const whole = joined.length - (joined.length % size);
      left = joined.subarray(whole);
      if (whole > 0) yield decodeFrames(joined.subarray(0, whole), format);
    }
  }

  /** Closes a file that is not read to its end. */
  close(): Promise<void> {
    return this.#source.close();
  }
}
