import { createHash } from 'node:crypto';
import { isDigitalSilence } from './digital-silence.ts';
import { dbfsOf } from './loudness.ts';

/** What can be said of a piece of audio without the audio. */
export interface AudioFacts {
  readonly bytes: number;
  /** Of the bytes as coded on the wire. */
  readonly sha256: string;
  readonly dbfs: number;
}

/** The level that stands for digital silence: JSON has no infinity. */
const silenceDbfs = -120;

/** The facts of silence, by its length: most of what a microphone sends. Filled on first use. */
const silences = new Map<number, AudioFacts>();

/** The facts of a piece of audio: its bytes as coded, and the samples that they stand for, which may be in pieces. */
export function audioFacts(bytes: Uint8Array, ...samples: readonly Int16Array[]): AudioFacts {
  if (!isDigitalSilence(bytes)) {
    return { bytes: bytes.length, sha256: hashOf(bytes), dbfs: Math.max(silenceDbfs, dbfsOf(...samples)) };
  }
  const known = silences.get(bytes.length);
  if (known) return known;
  const facts = { bytes: bytes.length, sha256: hashOf(bytes), dbfs: silenceDbfs };
  if (silences.size < 1_000) silences.set(bytes.length, facts);
  return facts;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
