import { createHash } from 'node:crypto';
import { isDigitalSilence } from '../speech/digital-silence.ts';
import { dbfsOf } from '../speech/loudness.ts';
import type { AudioTrace } from './trace-entry.ts';

/** The level that stands for digital silence: JSON has no infinity. */
const silenceDbfs = -120;

/** What silence of a length looks like in a trace: most of what a microphone sends. Filled on first use. */
const silences = new Map<number, AudioTrace>();

/** What a trace says of a piece of audio. */
export function audioFacts(bytes: Uint8Array, samples: Int16Array): AudioTrace {
  if (!isDigitalSilence(bytes))
    return { bytes: bytes.length, sha256: hashOf(bytes), dbfs: Math.max(silenceDbfs, dbfsOf(samples)) };
  const known = silences.get(bytes.length);
  if (known) return known;
  const facts = { bytes: bytes.length, sha256: hashOf(bytes), dbfs: silenceDbfs };
  if (silences.size < 1_000) silences.set(bytes.length, facts);
  return facts;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
