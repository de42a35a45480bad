import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeAudio, encodeAudio, formatAudioFormat, parseAudioFormat } from '../../src/index.ts';

const pcm = { encoding: 'pcm', sampleRateHz: 16_000 } as const;
const ulaw = { encoding: 'ulaw', sampleRateHz: 8_000 } as const;

it('gives back the samples of PCM', () => {
  const samples = fc.array(fc.integer({ min: -32_768, max: 32_767 })).map((list) => Int16Array.from(list));
  fc.assert(
    fc.property(samples, (given) => {
      expect(decodeAudio(encodeAudio(given, pcm), pcm)).toEqual(given);
    }),
  );
});

it('gives back every code of G.711', () => {
  const codes = Buffer.from(Array.from({ length: 256 }, (_, code) => code));
  const again = Buffer.from(encodeAudio(decodeAudio(codes.toString('base64'), ulaw), ulaw), 'base64');
  // 0x7f is minus zero
  expect([...again]).toEqual([...codes].map((code) => (code === 0x7f ? 0xff : code)));
});

it('writes 16-bit little-endian', () => {
  expect(encodeAudio(Int16Array.of(1, -2), pcm)).toBe(Buffer.from([1, 0, 0xfe, 0xff]).toString('base64'));
});

it('codes a part of a longer array as that part', () => {
  const long = Int16Array.of(1, 2, 3, 4);
  expect(encodeAudio(long.subarray(1, 3), pcm)).toBe(encodeAudio(Int16Array.of(2, 3), pcm));
});

it('throws BAD_AUDIO for what is no audio', () => {
  expect(() => decodeAudio('!!!!!!!!', pcm)).toThrow(expect.objectContaining({ code: 'BAD_AUDIO' }));
  expect(() => decodeAudio('AAAA', pcm)).toThrow(expect.objectContaining({ code: 'BAD_AUDIO' }));
});

it.each(['pcm_8000', 'pcm_44100', 'ulaw_8000'])('reads and writes the name %s', (name) => {
  expect(formatAudioFormat(parseAudioFormat(name))).toBe(name);
});
