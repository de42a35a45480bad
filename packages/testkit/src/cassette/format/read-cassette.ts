import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuologueError, encodeAudio } from '@duologue/core';
import { parse } from 'yaml';
import { isPlainObject } from '../../match/show.ts';
import type { WireMessage } from '../../messages/wire-message.ts';
import { AudioFiles } from './audio-files.ts';
import { audioIn, isAudioReference, isDroppedAudio, isReadableAudio, withAudio } from './audio-place.ts';
import {
  frameLanes,
  isBarrier,
  type CassetteFrame,
  type FrameLane,
  type LiveFrame,
  type StoredAudio,
} from './cassette-frame.ts';
import type { CassetteHeader } from './cassette-header.ts';
import { levelled } from './levelled.ts';
import { LineReader } from './line-reader.ts';
import { upgradeFrame, upgradeHeader } from './upgrades.ts';
import { defaultFormats, formatsAfter } from './wire-formats.ts';
import type { WireFormats } from './redactor.ts';

/** A cassette that is being read: its header is, its frames come one by one. */
export interface Cassette {
  /** The file, as an absolute path. */
  readonly path: string;
  readonly header: CassetteHeader;
  /** The frames from here on; a second loop goes on where the first one stopped. */
  frames(): AsyncIterableIterator<CassetteFrame>;
}

/**
 * Opens a cassette: `name.cassette.yaml`, or its path without that ending.
 * @throws DuologueError FILE_UNREADABLE, CASSETTE_INVALID with the line
 */
export function readCassette(file: string | URL): Cassette {
  const reader = new CassetteReader(file);
  return {
    path: reader.path,
    header: reader.header,
    async *frames() {
      try {
        for (let frame = reader.next(); frame; frame = reader.next()) yield await Promise.resolve(frame);
      } finally {
        reader.close();
      }
    },
  };
}

/** The file of a cassette: the ending may be left out. */
export function cassettePath(file: string | URL): string {
  const given = file instanceof URL ? fileURLToPath(file) : file;
  return path.resolve(/\.ya?ml$/.test(given) ? given : `${given}.cassette.yaml`);
}

/** Reads a cassette a frame at a time, without waiting: what a replay stands on. */
export class CassetteReader {
  readonly path: string;
  readonly header: CassetteHeader;
  readonly #lines: LineReader;
  readonly #files: AudioFiles;
  readonly #version: number;
  #formats: WireFormats = defaultFormats;
  #seq = 0;
  #lineNumber = 0;
  #hasEnd = false;
  readonly #wants: ((line: string) => boolean) | undefined;

  /** Lines that `wants` does not want are passed over unread. @throws DuologueError FILE_UNREADABLE, CASSETTE_INVALID */
  constructor(file: string | URL, wants?: (line: string) => boolean) {
    this.path = cassettePath(file);
    this.#wants = wants;
    this.#files = new AudioFiles(path.dirname(this.path));
    try {
      this.#lines = new LineReader(this.path);
    } catch (cause) {
      throw new DuologueError('FILE_UNREADABLE', `The cassette ${this.path} cannot be read.`, { cause });
    }
    const raw = this.#readHeader();
    this.#version = Number(raw.version);
    this.header = upgradeHeader(raw, this.path);
  }

  /** The line of the frame that was read last, from 1. */
  get lineNumber(): number {
    return this.#lineNumber;
  }

  /** Whether the end of the conversation was read. */
  get hasEnd(): boolean {
    return this.#hasEnd;
  }

  /** What both directions are coded in, as far as it was read. */
  get formats(): WireFormats {
    return this.#formats;
  }

  /**
   * The next frame; undefined at the end, and where an incomplete recording was torn off.
   * @throws DuologueError CASSETTE_INVALID with the line, or where a complete one ends without its end
   */
  next(): CassetteFrame | undefined {
    for (let line = this.#lines.next(); line !== undefined; line = this.#lines.next()) {
      this.#lineNumber = this.#lines.lineNumber;
      if (line === '\n' || line.startsWith('#')) continue;
      if (this.#wants?.(line) === false) {
        this.#seq += 1;
        this.#hasEnd ||= endLine.test(line);
        continue;
      }
      const frame = this.#read(line);
      if (!frame) break;
      if (frame.dir === 'down') this.#formats = formatsAfter(frame.data, this.#formats);
      if (frame.lane === 'end') this.#hasEnd = true;
      return frame;
    }
    this.close();
    if (this.header.state === 'complete' && !this.#hasEnd) {
      throw new DuologueError(
        'CASSETTE_INVALID',
        `${this.path} is complete by its header, and has no end. Record it again, or write incomplete there to replay what there is.`,
      );
    }
    return undefined;
  }

  /**
   * The audio of a frame, as coded on the wire; undefined where it has none. Trusted audio is not compared with its hash.
   * @throws DuologueError CASSETTE_INVALID, CASSETTE_DAMAGED
   */
  audioOf({ lane, dir, data }: LiveFrame, isTrusted = false): Buffer | undefined {
    const place = audioIn(lane, data);
    if (typeof place === 'string') return Buffer.from(place, 'base64');
    if (isAudioReference(place)) return this.#files.read(place, isTrusted);
    if (!isDroppedAudio(place)) return undefined;
    const format = dir === 'down' ? this.#formats.output : this.#formats.input;
    return Buffer.from(encodeAudio(levelled(place, format.sampleRateHz), format), 'base64');
  }

  /** The message of a frame as it was on the wire, with its audio. @throws as `audioOf` */
  messageOf(frame: CassetteFrame): WireMessage | undefined {
    if (!frame.data || !storedAudioOf(frame)) return frame.data;
    const audio = this.audioOf(frame);
    return audio ? withAudio(frame.lane, frame.data, audio.toString('base64')) : frame.data;
  }

  close(): void {
    this.#lines.close();
  }

  #readHeader(): Readonly<Record<string, unknown>> {
    let text = '';
    for (let line = this.#lines.next(); line !== undefined; line = this.#lines.next()) {
      if (/^frames:\s*$/.test(line)) break;
      text += line;
      if (text.length > longestHeader) break;
    }
    const header = readYaml(text);
    if (isPlainObject(header)) return header;
    this.close();
    throw new DuologueError('CASSETTE_INVALID', `${this.path} is no cassette: it has no header.`);
  }

  #read(line: string): CassetteFrame | undefined {
    let frame: unknown;
    try {
      frame = JSON.parse(line.slice(2)) as unknown;
    } catch {
      // the one line that a kill can tear
      if (!line.endsWith('\n') && this.header.state === 'incomplete') return undefined;
      throw this.#invalid('is not `- ` and a JSON object');
    }
    const known = this.#version === this.header.version ? frame : upgradeFrame(frame, this.#version);
    if (!line.startsWith('- ') || !isFrame(known)) throw this.#invalid('is no frame');
    if (known.seq !== this.#seq) throw this.#invalid(`has seq ${known.seq} where ${this.#seq} follows`);
    this.#seq += 1;
    return known;
  }

  #invalid(what: string): DuologueError {
    this.close();
    return new DuologueError('CASSETTE_INVALID', `${this.path}:${this.#lineNumber}: the line ${what}.`, {
      details: { file: this.path, line: this.#lineNumber },
    });
  }
}

/** A header that is longer than this is none. */
const longestHeader = 64 * 1024;

function readYaml(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 }) as unknown;
  } catch {
    return undefined;
  }
}

const endLine = /^- \{"seq":\d+,"lane":"end"/;

const lanes: readonly unknown[] = frameLanes;

function isFrame(value: unknown): value is CassetteFrame {
  if (!isPlainObject(value)) return false;
  const { seq, lane, dir, t, data, raw, after } = value;
  return (
    Number.isInteger(seq) &&
    lanes.includes(lane) &&
    (dir === 'up' || dir === 'down') &&
    typeof t === 'number' &&
    (data === undefined ? isPlainObject(raw) : isPlainObject(data)) &&
    (after === undefined || isBarrier(after)) &&
    isReadableAudio(audioIn(lane as FrameLane, data as WireMessage | undefined))
  );
}

/** Whether the audio of a line is kept beside the cassette, or only described. */
export function storedAudioOf({ lane, data }: CassetteFrame): StoredAudio | undefined {
  const place = audioIn(lane, data);
  return isAudioReference(place) || isDroppedAudio(place) ? place : undefined;
}
