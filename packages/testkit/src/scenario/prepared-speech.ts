import { encodeAudio, type AudioFormat } from '@duologue/core';
import { alignWords, spreadText, type CharTime } from '../speech/alignment.ts';
import { soundingSpan } from '../speech/loudness.ts';
import type { SpokenWord } from './server-steps.ts';

/** A piece of speech, coded for the wire. */
export interface SpeechChunk {
  readonly base64: string;
  /** Where it stands in the turn, in milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
}

/** The audio of one turn, ready to be sent again and again. */
export class PreparedSpeech {
  readonly samples: Int16Array;
  readonly durationMs: number;
  readonly #format: AudioFormat;
  /** Coded once for each chunk length. */
  readonly #chunks = new Map<number, readonly SpeechChunk[]>();

  constructor(samples: Int16Array, format: AudioFormat) {
    this.samples = samples;
    this.durationMs = (samples.length * 1_000) / format.sampleRateHz;
    this.#format = format;
  }

  chunks(chunkMs: number): readonly SpeechChunk[] {
    let chunks = this.#chunks.get(chunkMs);
    if (!chunks) {
      chunks = this.#cut(chunkMs);
      this.#chunks.set(chunkMs, chunks);
    }
    return chunks;
  }

  /** When each character of `text` is spoken: by the times of its words, or spread over what is not silent. */
  align(text: string, words: readonly SpokenWord[] | undefined): CharTime[] {
    return words
      ? alignWords(words)
      : spreadText(text, soundingSpan(this.samples, this.#format.sampleRateHz));
  }

  #cut(chunkMs: number): SpeechChunk[] {
    const { sampleRateHz } = this.#format;
    const length = Math.max(1, Math.round((chunkMs * sampleRateHz) / 1_000));
    const chunks: SpeechChunk[] = [];
    for (let from = 0; from < this.samples.length; from += length) {
      const samples = this.samples.subarray(from, from + length);
      const startMs = (from * 1_000) / sampleRateHz;
      const endMs = ((from + samples.length) * 1_000) / sampleRateHz;
      chunks.push({ base64: encodeAudio(samples, this.#format), startMs, endMs });
    }
    return chunks;
  }
}
