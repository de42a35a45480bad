import type { AudioFormat } from '@duologue/core';

const headBytes = 44;

/** A mono WAV file of audio as it is coded on the wire: 16-bit PCM, or G.711 mu-law. */
export function wavBytes(audio: Uint8Array, { encoding, sampleRateHz }: AudioFormat): Buffer {
  const sampleBytes = encoding === 'pcm' ? 2 : 1;
  const file = Buffer.alloc(headBytes + audio.length + (audio.length % 2));
  file.write('RIFF', 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(encoding === 'pcm' ? 1 : 7, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(sampleRateHz, 24);
  file.writeUInt32LE(sampleRateHz * sampleBytes, 28);
  file.writeUInt16LE(sampleBytes, 32);
  file.writeUInt16LE(sampleBytes * 8, 34);
  file.write('data', 36);
  file.writeUInt32LE(audio.length, 40);
  file.set(audio, headBytes);
  return file;
}

/** The audio in a file of `wavBytes`; undefined where it is none. */
export function audioOfWav(view: Buffer): Buffer | undefined {
  if (view.length < headBytes || view.toString('latin1', 8, 16) !== 'WAVEfmt ') return undefined;
  const length = view.readUInt32LE(40);
  return headBytes + length <= view.length ? view.subarray(headBytes, headBytes + length) : undefined;
}
