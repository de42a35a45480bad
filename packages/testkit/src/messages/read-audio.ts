import { decodeAudio, type AudioFormat } from '@duologue/core';
import { isDigitalSilence } from '../speech/digital-silence.ts';

/** One piece of audio from the wire. */
export interface WireAudio {
  /** As coded. */
  readonly bytes: Uint8Array;
  readonly samples: Int16Array;
  /** Every sample is zero, and not only quiet: most of what a microphone sends. Not known of mu-law. */
  readonly isSilence: boolean;
}

const hostIsLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Reads base64 audio; undefined where it is none or ends inside a sample. PCM is read here, so that core's reader does not judge itself. */
export function readAudio(base64: unknown, format: AudioFormat): WireAudio | undefined {
  if (typeof base64 !== 'string') return undefined;
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length < Math.floor((base64.length * 3) / 4) - 2) return undefined;
  if (format.encoding === 'ulaw') return { bytes, samples: decodeAudio(base64, format), isSilence: false };
  if (bytes.length % 2 !== 0) return undefined;
  return { bytes, samples: pcmSamples(bytes), isSilence: isDigitalSilence(bytes) };
}

function pcmSamples(bytes: Buffer): Int16Array {
  const isAligned = bytes.byteOffset % 2 === 0;
  const own = isAligned && hostIsLittleEndian ? bytes : Uint8Array.prototype.slice.call(bytes);
  if (!hostIsLittleEndian) Buffer.from(own.buffer, own.byteOffset, own.length).swap16();
  return new Int16Array(own.buffer, own.byteOffset, own.length / 2);
}
