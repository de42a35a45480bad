import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { soundingSpan } from '../../speech/loudness.ts';
import { bytesOf } from '../../speech/sample-bytes.ts';
import type { SpeechSource } from '../../scenario/speech-source.ts';
import { wavBytes } from '../format/wav-bytes.ts';

/** Makes speech of samples: files in a folder, named after their content, or without a folder tones as long as it. */
export class SpeechFolder {
  readonly #folder: string | undefined;

  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  source(samples: Int16Array, sampleRateHz: number, toneHz: number): SpeechSource {
    const ms = Math.round((samples.length * 1_000) / sampleRateHz);
    if (this.#folder === undefined) return { toneHz, ms: Math.max(1, ms) };
    const bytes = bytesOf(samples);
    const name = `${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}.wav`;
    mkdirSync(this.#folder, { recursive: true });
    const file = path.resolve(this.#folder, name);
    writeFileSync(file, wavBytes(bytes, { encoding: 'pcm', sampleRateHz }));
    return { wav: file };
  }
}

/** How much of samples is not silence at their edges, in milliseconds. */
export function soundingMs(samples: Int16Array, sampleRateHz: number): number {
  const { startMs, endMs } = soundingSpan(samples, sampleRateHz);
  return endMs - startMs;
}
