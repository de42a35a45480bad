import { encodeAudio, type AudioFormat } from '@duologue/core';
import { alignWords, spreadText, type CharTime } from '../speech/alignment.ts';
import { audioFacts } from '../speech/audio-facts.ts';
import { soundingSpan } from '../speech/loudness.ts';
import type { Say, SpokenWord } from './server-steps.ts';
import { SpeechFrame, type SpeechChunk } from './speech-frame.ts';

/** How a turn says its audio. */
export interface Saying {
  readonly frames: readonly SpeechFrame[];
  /** When each character is spoken. */
  readonly times: readonly CharTime[];
}

const defaultChunkMs = 100;

/** How many texts of one piece of audio are remembered: a step mostly has one. */
const rememberedTexts = 100;

/** The audio of one turn, ready to be sent again and again. */
export class PreparedSpeech {
  readonly durationMs: number;
  readonly #samples: Int16Array;
  readonly #format: AudioFormat;
  /** Coded once for each chunk length. */
  readonly #chunks = new Map<number, readonly SpeechChunk[]>();
  readonly #sayings = new Map<string, Saying>();

  constructor(samples: Int16Array, format: AudioFormat) {
    this.durationMs = (samples.length * 1_000) / format.sampleRateHz;
    this.#samples = samples;
    this.#format = format;
  }

  /** The frames of a turn that says `text` the way its step has it. */
  saying(
    text: string,
    { chunkMs = defaultChunkMs, alignment = true, words }: Pick<Say, 'chunkMs' | 'alignment' | 'words'>,
  ): Saying {
    const key = `${chunkMs} ${alignment} ${words ? JSON.stringify(words) : ''} ${text}`;
    const known = this.#sayings.get(key);
    if (known) return known;
    const times = this.#align(text, words);
    const chunks = this.#chunksOf(chunkMs);
    const saying = { times, frames: framesOf(chunks, alignment ? times : []) };
    if (this.#sayings.size < rememberedTexts) this.#sayings.set(key, saying);
    return saying;
  }

  /** In how many chunks it is sent. */
  chunkCount(chunkMs: number = defaultChunkMs): number {
    return this.#chunksOf(chunkMs).length;
  }

  /** When each character of `text` is spoken: by the times of its words, or spread over what is not silent. */
  #align(text: string, words: readonly SpokenWord[] | undefined): CharTime[] {
    return words
      ? alignWords(words)
      : spreadText(text, soundingSpan(this.#samples, this.#format.sampleRateHz));
  }

  #chunksOf(chunkMs: number): readonly SpeechChunk[] {
    let chunks = this.#chunks.get(chunkMs);
    if (!chunks) {
      chunks = this.#cut(chunkMs);
      this.#chunks.set(chunkMs, chunks);
    }
    return chunks;
  }

  #cut(chunkMs: number): SpeechChunk[] {
    const { sampleRateHz } = this.#format;
    const length = Math.max(1, Math.round((chunkMs * sampleRateHz) / 1_000));
    const chunks: SpeechChunk[] = [];
    for (let from = 0; from < this.#samples.length; from += length) {
      const samples = this.#samples.subarray(from, from + length);
      const base64 = encodeAudio(samples, this.#format);
      const bytes = Buffer.from(base64, 'base64');
      chunks.push({
        base64,
        bytes,
        facts: audioFacts(bytes, samples),
        startMs: (from * 1_000) / sampleRateHz,
        endMs: ((from + samples.length) * 1_000) / sampleRateHz,
      });
    }
    return chunks;
  }
}

/** Each chunk with the characters that begin in it, counted from its start. */
function framesOf(chunks: readonly SpeechChunk[], times: readonly CharTime[]): SpeechFrame[] {
  let placed = 0;
  return chunks.map((chunk) => {
    const own: CharTime[] = [];
    for (let time = times[placed]; time && time.startMs < chunk.endMs; time = times[placed]) {
      own.push({ ...time, startMs: Math.max(0, Math.round(time.startMs - chunk.startMs)) });
      placed += 1;
    }
    return new SpeechFrame(chunk, own);
  });
}
