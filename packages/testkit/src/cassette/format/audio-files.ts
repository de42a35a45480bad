import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DuologueError, type AudioFormat } from '@duologue/core';
import type { AudioReference } from './cassette-frame.ts';
import { audioOfWav, wavBytes } from './wav-bytes.ts';

const fileName = /^audio\/[0-9a-f]{16}\.wav$/;

/** How many side files are kept in memory: neighbouring lines name the same few. */
const keptFiles = 4;

/** The side files beside a cassette: WAV files named after the hash of what is in them. */
export class AudioFiles {
  readonly #folder: string;
  readonly #kept = new Map<string, Uint8Array>();

  /** `folder` is that of the cassette. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Writes a file where there is none with this content; the result is its name. A file is there as a whole or not at all. */
  write(audio: Uint8Array, format: AudioFormat): string {
    const content = wavBytes(audio, format);
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
    const name = `audio/${hash}.wav`;
    const file = path.join(this.#folder, name);
    if (existsSync(file)) return name;
    mkdirSync(path.dirname(file), { recursive: true });
    const half = `${file}.part`;
    writeFileSync(half, content);
    renameSync(half, file);
    return name;
  }

  /**
   * The bytes that a line names.
   * @throws DuologueError CASSETTE_INVALID for a path outside of the side files, CASSETTE_DAMAGED where the bytes are not there or are others
   */
  read({ file, from, to, sha256 }: AudioReference): Buffer {
    const bytes = Buffer.from(this.#open(file).subarray(from, to));
    const isWhole = bytes.length === to - from;
    if (isWhole && createHash('sha256').update(bytes).digest('hex') === sha256) return bytes;
    const what = isWhole ? 'holds other audio' : `ends before byte ${to}`;
    throw damaged(file, `${what} than the line names`);
  }

  #open(file: string): Uint8Array {
    const kept = this.#kept.get(file);
    if (kept) return kept;
    const audio = audioOfWav(this.#load(file));
    if (!audio) throw damaged(file, 'is no WAV file');
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= keptFiles && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(file, audio);
    return audio;
  }

  #load(file: string): Uint8Array {
    if (!fileName.test(file)) {
      throw new DuologueError(
        'CASSETTE_INVALID',
        `A cassette names the audio file ${JSON.stringify(file)}. Side files are audio/ and 16 hexadecimal digits; nothing else is opened.`,
      );
    }
    const full = path.join(this.#folder, file);
    try {
      const real = realpathSync(full);
      if (real === path.join(realpathSync(this.#folder), file)) return readFileSync(real);
    } catch (cause) {
      throw damaged(file, 'cannot be read', cause);
    }
    throw new DuologueError(
      'CASSETTE_INVALID',
      `The audio file ${file} is a link to somewhere else. It is not opened.`,
    );
  }
}

function damaged(file: string, what: string, cause?: unknown): DuologueError {
  return new DuologueError(
    'CASSETTE_DAMAGED',
    `The audio file ${file} of a cassette ${what}. Restore it beside the cassette, or record again.`,
    { cause, details: { file } },
  );
}
