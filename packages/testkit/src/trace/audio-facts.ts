import { createHash } from 'node:crypto';
import { dbfsOf } from '../speech/loudness.ts';
import type { AudioTrace } from './trace-entry.ts';

/** The level that stands for digital silence: JSON has no infinity. */
const silenceDbfs = -120;

/** What a trace says of a piece of audio. */
export function audioFacts(bytes: Uint8Array, samples: Int16Array): AudioTrace {
  return {
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    dbfs: Math.max(silenceDbfs, dbfsOf(samples)),
  };
}
