import g711 from 'alawmulaw';
import { DuologueError } from '@duologue/core';
import { PcmDecoder, toPcmBytes } from '../edge/pcm-bytes.ts';

/** How samples stand in a stream of bytes: 16-bit little-endian, or G.711 with 8 bits. Always one channel. */
export type PcmEncoding = 'pcm' | 'ulaw' | 'alaw';

/** Turns bytes into samples, piece by piece. */
export function pcmDecoder(encoding: PcmEncoding): (bytes: Uint8Array) => Int16Array {
  if (encoding === 'ulaw') return (bytes) => g711.mulaw.decode(bytes);
  if (encoding === 'alaw') return (bytes) => g711.alaw.decode(bytes);
  const decoder = new PcmDecoder();
  return (bytes) => decoder.push(bytes);
}

export function encodePcm(samples: Int16Array, encoding: PcmEncoding): Uint8Array {
  if (encoding === 'ulaw') return g711.mulaw.encode(samples);
  if (encoding === 'alaw') return g711.alaw.encode(samples);
  return toPcmBytes(samples);
}

/** @throws DuologueError INVALID_OPTIONS */
export function checkCoding({
  sampleRateHz,
  encoding,
}: {
  readonly sampleRateHz: number;
  readonly encoding: PcmEncoding;
}): void {
  if (!Number.isInteger(sampleRateHz) || sampleRateHz < 1_000 || sampleRateHz > 384_000) {
    throw new DuologueError(
      'INVALID_OPTIONS',
      `sampleRateHz is ${sampleRateHz}. It is a whole number from 1,000 to 384,000.`,
    );
  }
  if (!['pcm', 'ulaw', 'alaw'].includes(encoding)) {
    throw new DuologueError(
      'INVALID_OPTIONS',
      `encoding is "${String(encoding)}". It is "pcm", "ulaw" or "alaw".`,
    );
  }
}
