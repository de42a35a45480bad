import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { DuologueError } from '@duologue/core';

/** Where the bytes of a WAV file come from: the path of a file, its bytes, or a stream of them. */
export type WavSource = string | URL | Uint8Array | AsyncIterable<Uint8Array>;

/** Bytes that are read once, front to back. */
export class ByteSource {
  /** What to call it in an error. */
  readonly name: string;
  /** Undefined for a stream, a pipe or a device. */
  readonly totalBytes: number | undefined;
  readonly #pieces: AsyncIterator<Uint8Array>;
  #pending: Uint8Array = new Uint8Array();
  #position = 0;

  constructor(name: string, pieces: AsyncIterable<Uint8Array>, totalBytes?: number) {
    this.name = name;
    this.totalBytes = totalBytes;
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** @throws DuologueError FILE_UNREADABLE */
  static async open(source: WavSource): Promise<ByteSource> {
    if (source instanceof Uint8Array) return new ByteSource('these bytes', onePiece(source), source.length);
    if (typeof source === 'string' || source instanceof URL) return openFile(source);
    return new ByteSource('this stream', source);
  }

  /** Bytes taken so far. */
  get position(): number {
    return this.#position;
  }

  /** The next `length` bytes, or fewer where the source ends. */
  async take(length: number): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    let missing = length;
    while (missing > 0) {
      const piece = await this.#next(missing);
      if (piece === undefined) break;
      pieces.push(piece);
      missing -= piece.length;
    }
    return Buffer.concat(pieces);
  }

  /** The next `length` bytes, or fewer where the source ends; they stay to be taken. */
  async peek(length: number): Promise<Buffer> {
    const position = this.#position;
    const bytes = await this.take(length);
    this.#pending = Buffer.concat([bytes, this.#pending]);
    this.#position = position;
    return bytes;
  }

  /** Passes over `length` bytes without keeping them, and says how many there were. */
  async skip(length: number): Promise<number> {
    let skipped = 0;
    while (skipped < length) {
      const piece = await this.#next(length - skipped);
      if (piece === undefined) break;
      skipped += piece.length;
    }
    return skipped;
  }

  /** Everything that follows, up to `length` bytes. */
  async *rest(length: number): AsyncGenerator<Uint8Array, void, undefined> {
    let left = length;
    try {
      while (left > 0) {
        const piece = await this.#next(left);
        if (piece === undefined) return;
        left -= piece.length;
        yield piece;
      }
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    this.#pending = new Uint8Array();
    await this.#pieces.return?.();
  }

  async #next(atMost: number): Promise<Uint8Array | undefined> {
    while (this.#pending.length === 0) {
      const { done, value } = await this.#pieces.next();
      if (done) return undefined;
      this.#pending = value;
    }
    const piece = this.#pending.subarray(0, atMost);
    this.#pending = this.#pending.subarray(piece.length);
    this.#position += piece.length;
    return piece;
  }
}

async function openFile(path: string | URL): Promise<ByteSource> {
  const name = String(path);
  const unreadable = (cause: unknown, why: string) =>
    new DuologueError('FILE_UNREADABLE', `${name} cannot be read: ${why}.`, {
      cause,
      details: { path: name },
    });
  const found = await stat(path).then(
    (file) => {
      if (file.isDirectory()) throw unreadable(undefined, 'it is a folder, not a WAV file');
      return file;
    },
    (cause: unknown) => {
      throw unreadable(cause, reasonOf(cause));
    },
  );
  const pieces = readFile(path, (cause) => unreadable(cause, reasonOf(cause)));
  return new ByteSource(name, pieces, found.isFile() ? found.size : undefined);
}

async function* readFile(
  path: string | URL,
  explain: (cause: unknown) => Error,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* createReadStream(path) as AsyncIterable<Buffer>;
  } catch (cause) {
    throw explain(cause);
  }
}

function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'this user may not read it';
  return message;
}

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes;
}
