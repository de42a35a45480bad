import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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
  readonly #kept = new Map<string, Buffer>();
  #isChecked = false;

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
    const { half, opened } = claim(file);
    try {
      writeFileSync(opened, content);
      renameSync(half, file);
    } catch (error) {
      rmSync(half, { force: true });
      throw error;
    } finally {
      closeSync(opened);
    }
    return name;
  }

  /**
   * The bytes that a line names, in memory that is shared. `isTrusted` leaves out whether they are what was recorded, which takes as long as
   * all the rest: their number is looked at all the same.
   * @throws DuologueError CASSETTE_INVALID for a path outside of the side files, CASSETTE_DAMAGED where the bytes are not there or are others
   */
  read({ file, from, to, sha256 }: AudioReference, isTrusted = false): Buffer {
    const bytes = this.#open(file).subarray(from, to);
    const isWhole = bytes.length === to - from;
    if (isWhole && isTrusted) return bytes;
    if (isWhole && createHash('sha256').update(bytes).digest('hex') === sha256) return bytes;
    const what = isWhole ? 'holds other audio' : `ends before byte ${to}`;
    throw damaged(file, `${what} than the line names`);
  }

  #open(file: string): Buffer {
    const kept = this.#kept.get(file);
    if (kept) return kept;
    const audio = audioOfWav(this.#load(file));
    if (!audio) throw damaged(file, 'is no WAV file');
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= keptFiles && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(file, audio);
    return audio;
  }

  #load(file: string): Buffer {
    if (!fileName.test(file)) {
      throw new DuologueError(
        'CASSETTE_INVALID',
        `A cassette names the audio file ${JSON.stringify(file)}. Side files are audio/ and 16 hexadecimal digits; nothing else is opened.`,
      );
    }
    this.#checkFolder();
    let opened: number | undefined;
    try {
      // a side file that is a link is not followed
      opened = openSync(path.join(this.#folder, file), constants.O_RDONLY | constants.O_NOFOLLOW);
      return readFileSync(opened);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ELOOP') throw linked(file);
      throw damaged(file, 'cannot be read', cause);
    } finally {
      if (opened !== undefined) closeSync(opened);
    }
  }

  /** The folder of the side files has to be where it is, and no link to another one. */
  #checkFolder(): void {
    if (this.#isChecked) return;
    this.#isChecked = true;
    const folder = path.join(this.#folder, 'audio');
    if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) throw linked('audio');
  }
}

/** A file to write to that nobody else writes to: other processes record into the same folder. */
function claim(file: string): { readonly half: string; readonly opened: number } {
  for (let number = 1; ; number += 1) {
    const half = number === 1 ? `${file}.part` : `${file}.${number}.part`;
    try {
      return { half, opened: openSync(half, 'wx') };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function linked(file: string): DuologueError {
  return new DuologueError('CASSETTE_INVALID', `${file} is a link to somewhere else. It is not opened.`);
}

function damaged(file: string, what: string, cause?: unknown): DuologueError {
  return new DuologueError(
    'CASSETTE_DAMAGED',
    `The audio file ${file} of a cassette ${what}. Restore it beside the cassette, or record again.`,
    { cause, details: { file } },
  );
}
