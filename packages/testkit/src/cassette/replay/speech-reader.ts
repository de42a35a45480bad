import type { AudioFormat } from '@duologue/core';
import { CassetteReader, storedAudioOf } from '../format/read-cassette.ts';
import { readAudio } from '../../messages/read-audio.ts';
import type { CassetteFrame } from '../format/cassette-frame.ts';

/** Chunks louder than this are speech, in dBFS. */
const speechDbfs = -50;

/** Chunks quieter than this are no part of it, not even at its edges: no microphone is as quiet. */
const quietDbfs = -100;

/** How much before the first speech belongs to it where it is not quiet, in milliseconds. */
const leadMs = 300;

/** Silence of this length ends what the user says, in milliseconds. */
const gapMs = 500;

/** What is said without a pause is cut here, in milliseconds: so much is in memory at once. */
const longestMs = 60_000;

/** Something that the user said in a recording. */
export interface RecordedSpeech {
  /** The frame with which it began. */
  readonly seq: number;
  /** When it began, on the clock of the recording. */
  readonly startT: number;
  readonly samples: Int16Array;
}

interface Chunk {
  readonly seq: number;
  readonly startT: number;
  readonly ms: number;
  readonly dbfs: number;
  readonly samples: () => Int16Array;
}

/** Reads what the user said in a cassette, one utterance after the other. Of the silence between them nothing is read. */
export class SpeechReader {
  readonly #reader: CassetteReader;

  constructor(file: string) {
    this.#reader = new CassetteReader(
      file,
      (line) => line.includes('"lane":"mic"') || line.includes('"conversation_initiation_metadata"'),
    );
  }

  /** The next utterance; undefined where there is none. @throws DuologueError as `CassetteReader` */
  next(): RecordedSpeech | undefined {
    let lead: Chunk[] = [];
    let said: Chunk[] = [];
    let [isSaid, wholeMs, silentMs] = [false, 0, 0];
    for (let chunk = this.#nextChunk(); chunk; chunk = this.#nextChunk()) {
      const { dbfs, ms } = chunk;
      if (!isSaid && dbfs <= speechDbfs) {
        lead = dbfs > quietDbfs ? lastOf([...lead, chunk], leadMs) : [];
        continue;
      }
      if (!isSaid) said = lead;
      isSaid = true;
      said.push(chunk);
      wholeMs += ms;
      silentMs = dbfs > speechDbfs ? 0 : silentMs + ms;
      if (silentMs >= gapMs || wholeMs >= longestMs) break;
    }
    const [first] = said;
    if (!first) return undefined;
    while ((said.at(-1)?.dbfs ?? 0) <= quietDbfs) said.pop();
    return { seq: first.seq, startT: first.startT, samples: joined(said.map(({ samples }) => samples())) };
  }

  #nextChunk(): Chunk | undefined {
    for (let frame = this.#reader.next(); frame; frame = this.#reader.next()) {
      const audio = frame.lane === 'mic' ? storedAudioOf(frame) : undefined;
      if (!audio) continue;
      const { seq, t } = frame;
      const samples = () => this.#samplesOf(frame);
      return { seq, startT: t - audio.ms, ms: audio.ms, dbfs: audio.rms_dbfs, samples };
    }
    return undefined;
  }

  close(): void {
    this.#reader.close();
  }

  #samplesOf(frame: CassetteFrame): Int16Array {
    const base64 = this.#reader.audioOf(frame)?.toString('base64') ?? '';
    const format: AudioFormat = this.#reader.formats.input;
    return readAudio(base64, format)?.samples ?? new Int16Array(0);
  }
}

/** The last chunks that are not longer than `ms` in all. */
function lastOf(chunks: Chunk[], ms: number): Chunk[] {
  let whole = chunks.reduce((sum, chunk) => sum + chunk.ms, 0);
  let from = 0;
  while (whole > ms) {
    whole -= chunks[from]?.ms ?? 0;
    from += 1;
  }
  return chunks.slice(from);
}

function joined(pieces: readonly Int16Array[]): Int16Array {
  const samples = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const piece of pieces) {
    samples.set(piece, filled);
    filled += piece.length;
  }
  return samples;
}
