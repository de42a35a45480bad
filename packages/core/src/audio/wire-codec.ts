import alawmulaw from 'alawmulaw';
import { DuologueError } from '../errors.ts';
import type { AudioFormat } from './audio-format.ts';

const { mulaw } = alawmulaw;
const hostIsLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * Decodes the audio of one message: base64 of 16-bit little-endian PCM or of G.711 mu-law.
 * The array is the caller's to keep.
 * @throws DuologueError BAD_AUDIO where the text is not base64 or ends inside a sample
 */
export function decodeAudio(base64: string, { encoding }: AudioFormat): Int16Array {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length < Math.floor((base64.length * 3) / 4) - 2) {
    throw new DuologueError(
      'BAD_AUDIO',
      `The audio is not base64: ${base64.length} characters hold ${bytes.length} bytes.`,
    );
  }
  if (encoding === 'ulaw') return mulaw.decode(bytes);
  if (bytes.length % 2 === 1) {
    throw new DuologueError(
      'BAD_AUDIO',
      `The audio ends inside a sample: ${bytes.length} bytes are no whole number of 16-bit samples.`,
    );
  }
  if (!hostIsLittleEndian) bytes.swap16();
  if (bytes.byteOffset % 2 === 0) return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** Codes samples for the wire. */
export function encodeAudio(samples: Int16Array, { encoding }: AudioFormat): string {
  if (encoding === 'ulaw') {
    // bytes that come from the pool cost less than an array of their own
    const codes = Buffer.allocUnsafe(samples.length);
    for (let index = 0; index < samples.length; index += 1)
      codes[index] = mulaw.encodeSample(samples[index]!);
    return codes.toString('base64');
  }
  if (hostIsLittleEndian) {
    return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).toString('base64');
  }
  return Buffer.from(samples.slice().buffer).swap16().toString('base64');
}
