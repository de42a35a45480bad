import { createHash } from 'node:crypto';
import { encodeAudio, type AudioFormat } from '@duologue/core';
import { standardRedaction, type UserAudioPolicy } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { readAudio } from '../../../src/messages/read-audio.ts';
import { agentAudio, down, up } from '../support/cassettes.ts';

const pcm: AudioFormat = { encoding: 'pcm', sampleRateHz: 16_000 };
const ulaw: AudioFormat = { encoding: 'ulaw', sampleRateHz: 8_000 };

/** Speech of sorts: 10 ms each of silence, a whisper, a voice, and a shout at full scale. */
function speech({ sampleRateHz }: AudioFormat): Int16Array {
  const window = sampleRateHz / 100;
  return Int16Array.from({ length: window * 4 }, (_, index) =>
    Math.round(([0, 40, 6_000, 32_000][Math.floor(index / window)] ?? 0) * Math.sin(index / 4)),
  );
}

function recorded(base64: string, format: AudioFormat, userAudio: UserAudioPolicy, seed = 1): unknown {
  const redactor = standardRedaction({ env: {}, userAudio, seed })();
  const [frame] = redactor.frame(up({ user_audio_chunk: base64 }), { input: format, output: pcm });
  return frame?.data?.user_audio_chunk;
}

function levels(samples: Int16Array, { sampleRateHz }: AudioFormat): number[] {
  const window = sampleRateHz / 100;
  return [0, 1, 2, 3].map((at) => {
    const part = samples.subarray(at * window, (at + 1) * window);
    return Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length);
  });
}

it.each([
  { name: 'pcm_16000', format: pcm },
  { name: 'ulaw_8000', format: ulaw },
])('replaces the voice of the user by noise as long and as loud ($name)', ({ format }) => {
  const voice = speech(format);
  const base64 = encodeAudio(voice, format);
  const noise = readAudio(recorded(base64, format, 'noise'), format)?.samples ?? new Int16Array();
  const heard = readAudio(base64, format)?.samples ?? new Int16Array();
  expect(noise.length).toBe(heard.length);
  const [was, is] = [levels(heard, format), levels(noise, format)];
  for (const [index, level] of was.entries()) {
    expect(Math.abs((is[index] ?? 0) - level)).toBeLessThan(Math.max(1, level * 0.06));
  }
  // nothing of the voice is left in it
  const product = noise.reduce((sum, sample, index) => sum + sample * (heard[index] ?? 0), 0);
  const energy = heard.reduce((sum, sample) => sum + sample * sample, 0);
  expect(Math.abs(product / energy)).toBeLessThan(0.2);
});

it('makes the same noise for the same seed, and other noise for another', () => {
  const base64 = encodeAudio(speech(pcm), pcm);
  const hash = (seed: number) =>
    createHash('sha256')
      .update(String(recorded(base64, pcm, 'noise', seed)))
      .digest('hex');
  expect([hash(1) === hash(1), hash(1) === hash(2)]).toEqual([true, false]);
});

it('keeps the voice of the user where it is asked to, or only its length and level', () => {
  const base64 = encodeAudio(speech(pcm), pcm);
  expect(recorded(base64, pcm, 'keep')).toBe(base64);
  expect(recorded(base64, pcm, 'drop')).toEqual({ dropped: true, bytes: 1_280, ms: 40, rms_dbfs: -9 });
});

it('makes noise also of audio that ends inside a sample', () => {
  expect(Buffer.from(String(recorded('AAECAwQ=', pcm, 'noise')), 'base64')).toHaveLength(5);
});

it('looks at what is no audio as at a text', () => {
  expect(recorded('call +12025550143', pcm, 'keep')).toBe('call {{redacted:phone:1}}');
});

it('keeps the voice of the agent to the byte', () => {
  const message = agentAudio(encodeAudio(speech(pcm), pcm), 1);
  const redactor = standardRedaction({ env: {} })();
  expect(redactor.frame(down(message), { input: pcm, output: pcm })[0]?.data).toEqual(message);
});
