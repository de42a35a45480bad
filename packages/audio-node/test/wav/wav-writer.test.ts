import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readWav, WavWriter } from '@duologue/audio-node/wav';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wav-writer-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const ramp = (length: number, start = 0) => Int16Array.from({ length }, (_, index) => start + index);

it('writes stereo samples that are read back exactly', async () => {
  const path = join(folder, 'stereo.wav');
  const writer = new WavWriter({ path, sampleRateHz: 8_000, channels: 2 });
  writer.write(ramp(12_345), ramp(12_345, -20_000));
  writer.write(ramp(5), ramp(5));
  expect(writer.frames).toBe(12_350);
  writer.finish();
  const { channels, sampleRateHz, durationMs, truncated } = await readWav(path);
  expect({ sampleRateHz, durationMs, truncated }).toEqual({
    sampleRateHz: 8_000,
    durationMs: 1_543.75,
    truncated: false,
  });
  expect(channels[0]).toEqual(Int16Array.from([...ramp(12_345), ...ramp(5)]));
  expect(channels[1]).toEqual(Int16Array.from([...ramp(12_345, -20_000), ...ramp(5)]));
});

it('has a true header on the disk before it is finished', async () => {
  const path = join(folder, 'unfinished.wav');
  const writer = new WavWriter({ path, sampleRateHz: 8_000 });
  writer.write(ramp(20_000));
  const { channels, truncated } = await readWav(readFileSync(path));
  expect({ frames: channels[0]?.length, truncated }).toEqual({ frames: 16_000, truncated: false });
  writer.finish();
  expect((await readWav(path)).channels[0]).toEqual(ramp(20_000));
});

it('writes an empty file that is a WAV file', async () => {
  const path = join(folder, 'empty.wav');
  new WavWriter({ path, sampleRateHz: 16_000, channels: 2 }).finish();
  expect(readFileSync(path)).toHaveLength(44);
  expect((await readWav(path)).channels).toEqual([new Int16Array(), new Int16Array()]);
});

it('makes the folders that are missing', async () => {
  const path = join(folder, 'a/b/c.wav');
  const writer = new WavWriter({ path, sampleRateHz: 16_000 });
  writer.write(ramp(3));
  writer.finish();
  expect((await readWav(path)).channels).toEqual([ramp(3)]);
});

it('can be finished twice, but not written to afterwards', () => {
  const writer = new WavWriter({ path: join(folder, 'twice.wav'), sampleRateHz: 16_000 });
  writer.finish();
  writer.finish();
  expect(() => writer.write(ramp(1))).toThrow(expect.objectContaining({ code: 'INVALID_STATE' }));
});

it('names the file that cannot be written', () => {
  expect(() => new WavWriter({ path: folder, sampleRateHz: 16_000 })).toThrow(
    expect.objectContaining({ code: 'FILE_UNWRITABLE', message: expect.stringContaining(folder) }),
  );
});

it.each([
  [{ sampleRateHz: 0 }, 'sampleRateHz is 0'],
  [{ sampleRateHz: 16_000.5 }, 'sampleRateHz is 16000.5'],
  [{ sampleRateHz: 16_000, channels: 0 }, 'channels is 0'],
])('refuses %o', (options, message) => {
  const path = join(folder, 'never.wav');
  expect(() => new WavWriter({ path, ...options })).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTIONS', message: expect.stringContaining(message) }),
  );
});

it('refuses channels of different lengths', () => {
  const writer = new WavWriter({ path: join(folder, 'uneven.wav'), sampleRateHz: 16_000, channels: 2 });
  expect(() => writer.write(ramp(1), ramp(2))).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  writer.finish();
});
