import {
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { DuologueError, type AudioFormat } from '@duologue/core';
import { readAudio } from '../../messages/read-audio.ts';
import { audioFacts, type AudioFacts } from '../../speech/audio-facts.ts';
import { headerText } from './header-text.ts';
import { levelled } from './levelled.ts';
import { AudioFiles } from './audio-files.ts';
import { audioIn, isDroppedAudio, withAudio } from './audio-place.ts';
import type { CassetteFrame, FrameDirection, LiveFrame } from './cassette-frame.ts';
import type { CassetteFacts } from './cassette-header.ts';
import { Causes } from './causes.ts';
import { toLine } from './frame-line.ts';
import type { Redactor, WireFormats } from './redactor.ts';
import { VoiceMeter } from './voice-meter.ts';
import { defaultFormats, formatsAfter, msOf } from './wire-formats.ts';

export interface CassetteWriterOptions {
  readonly header: CassetteFacts;
  /** There is no default: whoever writes says what is taken out. */
  readonly redactor: Redactor;
}

/** How a conversation ended. */
export interface CassetteEnd {
  readonly code: number;
  readonly reason: string;
  /** `up`: the client closed. */
  readonly dir: FrameDirection;
  readonly t: number;
}

/** Audio that waits to become a side file, in bytes of one direction: what a kill can cost. */
const mostPending = 64 * 1024;

interface PendingLine {
  readonly frame: CassetteFrame;
  /** Where its bytes stand in the side file that is still to be written. */
  readonly audio?: { readonly from: number; readonly facts: AudioFacts };
}

/** Where a cassette is written while there is a former one in its place: `refund.part.cassette.yaml`. */
export function besidePath(file: string): string {
  const { dir, base } = path.parse(file);
  const [, stem = base, ending = ''] = /^(.*?)((?:\.cassette)?\.ya?ml)$/.exec(base) ?? [];
  return path.join(dir, `${stem}.part${ending}`);
}

/**
 * Writes a cassette while the conversation runs. Side files are on the disk before the line that names them, every line is whole,
 * and the header says `incomplete` until the end was written: a recording can be killed at any time. A former cassette of the same
 * name keeps its place until this one is complete.
 */
export class CassetteWriter {
  /** Where it is to be once it is complete. */
  readonly #target: string;
  #path: string;
  readonly #redactor: Redactor;
  readonly #files: AudioFiles;
  readonly #causes = new Causes();
  readonly #file: number;
  readonly #stateAt: number;
  #formats: WireFormats = defaultFormats;
  #voice = new VoiceMeter(defaultFormats.input.sampleRateHz);
  #pending: PendingLine[] = [];
  readonly #audio = { down: [] as Uint8Array[], up: [] as Uint8Array[] };
  readonly #audioBytes = { down: 0, up: 0 };
  #seq = 0;
  #isOpen = true;

  /** @throws DuologueError RECORDING_FAILED where the file cannot be written or the header cannot be redacted */
  constructor(file: string, { header, redactor }: CassetteWriterOptions) {
    this.#target = file;
    this.#path = file;
    this.#redactor = redactor;
    const folder = path.dirname(file);
    this.#files = new AudioFiles(folder);
    try {
      const text = headerText(redactor.header({ version: 1, state: 'incomplete', ...header }));
      this.#stateAt = Buffer.byteLength(text.slice(0, text.indexOf('\nstate: ') + '\nstate: '.length));
      mkdirSync(folder, { recursive: true });
      const beside = besidePath(file);
      rmSync(beside, { force: true });
      if (statSync(file, { throwIfNoEntry: false })?.isFile()) this.#path = beside;
      this.#file = openWith(text, this.#path);
    } catch (cause) {
      throw recordingFailed(file, cause);
    }
  }

  /** The file as it is now: beside its place where a former cassette has that, until it is complete. */
  get path(): string {
    return this.#path;
  }

  /** Whether more can be written. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /**
   * Writes a frame, or keeps it until its audio fills a side file.
   * @throws DuologueError RECORDING_FAILED where redaction or the disk failed; the cassette then ends before this frame
   */
  add(frame: LiveFrame): void {
    if (!this.#isOpen) return;
    this.#guard(() => {
      if (frame.dir === 'down') this.#formats = formatsAfter(frame.data, this.#formats);
      for (const clean of this.#redactor.frame(frame, this.#formats)) this.#take(clean);
      if (frame.data?.type === 'conversation_initiation_metadata')
        this.#voice = new VoiceMeter(this.#formats.input.sampleRateHz);
    });
  }

  /** Writes the end, and marks the cassette as complete. @throws DuologueError RECORDING_FAILED */
  end({ code, reason, dir, t }: CassetteEnd): void {
    if (!this.#isOpen) return;
    this.#guard(() => {
      const last: LiveFrame = { lane: 'end', dir, t, data: { code, reason } };
      for (const clean of this.#redactor.frame(last, this.#formats)) this.#take(clean);
      this.flush();
      writeSync(this.#file, 'complete  ', this.#stateAt);
      if (this.#path !== this.#target) renameSync(this.#path, this.#target);
      this.#path = this.#target;
    });
    this.abandon();
  }

  /** Writes what waits for the disk. */
  flush(): void {
    const files = { down: this.#writeAudio('down'), up: this.#writeAudio('up') };
    let text = '';
    for (const { frame, audio } of this.#pending) {
      text += toLine(audio ? named(frame, files[frame.dir] ?? '', audio, this.#formatOf(frame.dir)) : frame);
    }
    this.#pending = [];
    if (text !== '') writeFileSync(this.#file, text);
  }

  /** Stops, and leaves the cassette as incomplete as it is. */
  abandon(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#file);
  }

  #take(clean: LiveFrame): void {
    const { lane, dir, t, data, raw } = clean;
    const seq = this.#seq;
    this.#seq += 1;
    const audio = this.#readAudio(clean);
    const voice = { voiceMs: this.#voice.voiceMs, silenceMs: this.#voice.silenceMs };
    const after = dir === 'down' && lane !== 'end' ? this.#causes.barrierOf(clean, voice) : undefined;
    if (dir === 'up') this.#causes.noteUp(seq, clean);
    const frame = { seq, lane, dir, t, ...(after && { after }), ...(data && { data }), ...(raw && { raw }) };
    if (!audio) {
      this.#pending.push({ frame });
      if (lane !== 'mic' && lane !== 'agent-audio') this.flush();
      return;
    }
    // a chunk that ends inside a sample has a file of its own, so that the samples of its neighbours stay whole
    const isOdd = this.#formatOf(dir).encoding === 'pcm' && audio.bytes.length % 2 === 1;
    if (isOdd) this.flush();
    this.#pending.push({ frame, audio: { facts: audio.facts, from: this.#audioBytes[dir] } });
    this.#audio[dir].push(audio.bytes);
    this.#audioBytes[dir] += audio.bytes.length;
    if (isOdd || this.#audioBytes[dir] >= mostPending) this.flush();
  }

  /** The audio of a frame, as it can be read back to the letter; undefined where there is none. */
  #readAudio({ lane, dir, data }: LiveFrame): { bytes: Uint8Array; facts: AudioFacts } | undefined {
    const base64 = audioIn(lane, data);
    if (lane === 'mic' && isDroppedAudio(base64))
      this.#voice.hear(levelled(base64, this.#formatOf(dir).sampleRateHz));
    if (typeof base64 !== 'string' || base64 === '') return undefined;
    const bytes = Buffer.from(base64, 'base64');
    if (bytes.toString('base64') !== base64) return undefined;
    const audio = readAudio(base64, this.#formatOf(dir));
    if (lane === 'mic' && audio) this.#voice.hear(audio.samples, audio.bytes);
    return { bytes, facts: audioFacts(bytes, audio?.samples ?? new Int16Array(0)) };
  }

  #formatOf(dir: FrameDirection): AudioFormat {
    return dir === 'down' ? this.#formats.output : this.#formats.input;
  }

  #writeAudio(dir: FrameDirection): string | undefined {
    const pieces = this.#audio[dir];
    if (pieces.length === 0) return undefined;
    this.#audio[dir] = [];
    this.#audioBytes[dir] = 0;
    return this.#files.write(Buffer.concat(pieces), this.#formatOf(dir));
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (cause) {
      this.abandon();
      throw recordingFailed(this.#path, cause);
    }
  }
}

function named(
  frame: CassetteFrame,
  file: string,
  { from, facts: { bytes, sha256, dbfs } }: NonNullable<PendingLine['audio']>,
  format: AudioFormat,
): CassetteFrame {
  const reference = {
    file,
    from,
    to: from + bytes,
    sha256,
    ms: msOf(bytes, format),
    rms_dbfs: dbfs,
  };
  return { ...frame, data: withAudio(frame.lane, frame.data ?? {}, reference) };
}

/** Opens a file that begins with a text. Leaves nothing open where it cannot be written. */
function openWith(text: string, path: string): number {
  const file = openSync(path, 'w');
  try {
    writeFileSync(file, text);
    return file;
  } catch (cause) {
    closeSync(file);
    throw cause;
  }
}

function recordingFailed(file: string, cause: unknown): DuologueError {
  if (cause instanceof DuologueError && cause.code === 'RECORDING_FAILED') return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  return new DuologueError(
    'RECORDING_FAILED',
    `The cassette ${path.basename(file)} could not be written on, and stays incomplete: ${text}`,
    { cause },
  );
}
