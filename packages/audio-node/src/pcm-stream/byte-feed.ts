import { Readable } from 'node:stream';
import { DuologueError } from '@duologue/core';

/** Where raw samples come from: a Node stream, a Web stream, or anything that can be iterated. */
export type ByteSource = AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

/** Bytes that can be given up at any moment, also while the next ones are waited for: an open pipe that is silent would keep the process alive. */
export class ByteFeed implements AsyncIterable<Uint8Array> {
  readonly #pieces: AsyncIterator<unknown>;
  readonly #giveUp: () => Promise<unknown>;
  #closed = false;

  constructor(source: ByteSource) {
    if ('getReader' in source) {
      const reader = source.getReader();
      this.#pieces = { next: () => reader.read() as Promise<IteratorResult<unknown>> };
      this.#giveUp = () => reader.cancel();
      return;
    }
    const pieces = source[Symbol.asyncIterator]();
    this.#pieces = pieces;
    this.#giveUp = async () => {
      if (source instanceof Readable) source.destroy();
      await pieces.return?.();
    };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const { done, value } = await this.#next();
      if (done) return;
      if (!(value instanceof Uint8Array)) throw new TypeError(`it gave a ${typeof value} and no bytes`);
      yield value;
    }
  }

  /** Gives up the rest. Rejects where the source cannot be closed. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#giveUp();
  }

  /** The end, too, once it is closed: that a source breaks off then is no trouble. */
  async #next(): Promise<IteratorResult<unknown>> {
    try {
      if (!this.#closed) return await this.#pieces.next();
    } catch (error) {
      if (!this.#closed) throw error;
    }
    return { done: true, value: undefined };
  }
}

/** @throws DuologueError INVALID_OPTIONS */
export function checkSource(source: unknown): void {
  const isSource =
    typeof source === 'object' &&
    source !== null &&
    (Symbol.asyncIterator in source || 'getReader' in source);
  if (isSource) return;
  throw new DuologueError(
    'INVALID_OPTIONS',
    `source is ${Object.prototype.toString.call(source)}. It is a Node stream such as process.stdin, a Web stream, or an async iterable of bytes.`,
  );
}
