import { execFileSync } from 'node:child_process';
import { createReadStream, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readWav, WavReader } from '@duologue/audio-node/wav';
import { fitSine } from '../tone.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const read = readdirSync(fixtures).filter((name) => /^(sox|ffmpeg)-.*\.wav$/.test(name));
const refused = readdirSync(fixtures).filter((name) => /^refused-.*\.wav$/.test(name));

/** What a file has by its name. The tone is 100 ms of 1,000, 500 and 250 Hz at half of full scale. */
function expected(name: string) {
  const sampleRateHz = Number(/-s16-(\d{4,})/.exec(name)?.[1] ?? 8_000);
  const channels = name.includes('6-channels')
    ? 6
    : name.startsWith('ffmpeg') || name.includes('stereo')
      ? 2
      : 1;
  return { sampleRateHz, channels, frames: Math.round(sampleRateHz / 10) };
}

/** What the coding leaves of the tone. */
function leastSnrDb(name: string): number {
  if (/u8/.test(name)) return 38;
  return /[ua]law/.test(name) ? 32 : 75;
}

it('has 38 files to read and 12 to refuse', () => {
  expect({ read: read.length, refused: refused.length }).toEqual({ read: 38, refused: 12 });
});

it.each(read)('reads %s', async (name) => {
  const { sampleRateHz, channels, truncated } = await readWav(join(fixtures, name));
  const tones = [1_000, 500, 250, 250, 250, 250].slice(0, channels.length);
  expect({ sampleRateHz, channels: channels.length, frames: channels[0]?.length, truncated }).toEqual({
    ...expected(name),
    truncated: false,
  });
  for (const [channel, samples] of channels.entries()) {
    const { level, snrDb } = fitSine(samples, sampleRateHz, tones[channel]!);
    expect(Math.abs(level - 0.501)).toBeLessThan(0.01);
    expect(snrDb).toBeGreaterThan(leastSnrDb(name));
  }
});

it.each(read)('reads %s from a stream of 7-byte pieces exactly as from the file', async (name) => {
  const path = join(fixtures, name);
  const stream = createReadStream(path, { highWaterMark: 7 });
  expect((await readWav(stream)).channels).toEqual((await readWav(path)).channels);
});

it.each(read)('knows the length of %s before it is read', async (name) => {
  const reader = await WavReader.open(join(fixtures, name));
  expect(reader.frames).toBe(expected(name).frames);
  await reader.close();
});

it('says what is wrong with each file that it refuses', async () => {
  const messages = await Promise.all(
    refused.map(async (name) => {
      const error = await readWav(join(fixtures, name)).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'DuologueError', code: 'WAV_UNREADABLE' });
      return `${name}: ${(error as Error).message.replace(join(fixtures, name), 'FILE').replace(/ Convert it with.*/, '')}`;
    }),
  );
  expect(messages).toMatchInlineSnapshot(`
    [
      "refused-adpcm-ima.wav: FILE cannot be read as a WAV file: its chunk "fmt " at byte 12 has the codec 17 (IMA ADPCM), which cannot be read.",
      "refused-adpcm-ms.wav: FILE cannot be read as a WAV file: its chunk "fmt " at byte 12 has the codec 2 (Microsoft ADPCM), which cannot be read.",
      "refused-aiff.wav: FILE cannot be read as a WAV file: it begins with "FORM", like an AIFF file, where a WAV file has "RIFF".",
      "refused-au.wav: FILE cannot be read as a WAV file: it begins with ".snd", like an AU file, where a WAV file has "RIFF".",
      "refused-caf.wav: FILE cannot be read as a WAV file: it begins with "caff", like a CAF file, where a WAV file has "RIFF".",
      "refused-flac.wav: FILE cannot be read as a WAV file: it begins with "fLaC", like a FLAC file, where a WAV file has "RIFF".",
      "refused-gsm.wav: FILE cannot be read as a WAV file: its chunk "fmt " at byte 12 has the codec 49 (GSM 6.10), which cannot be read.",
      "refused-mp3-in-wav.wav: FILE cannot be read as a WAV file: its chunk "fmt " at byte 12 has the codec 85 (MP3), which cannot be read.",
      "refused-mp3.wav: FILE cannot be read as a WAV file: it begins with "ID3\\x04", like an MP3 file, where a WAV file has "RIFF".",
      "refused-mp4.wav: FILE cannot be read as a WAV file: it begins with "\\x00\\x00\\x00\\x1c", like an MP4 or M4A file, where a WAV file has "RIFF".",
      "refused-ogg.wav: FILE cannot be read as a WAV file: it begins with "OggS", like an Ogg file, where a WAV file has "RIFF".",
      "refused-wave64.wav: FILE cannot be read as a WAV file: it begins with "riff", like a Wave64 file, where a WAV file has "RIFF".",
    ]
  `);
});

// Files that are broken in one place each: the chunks of a small file, put together again.
const chunk = (id: string, body: Uint8Array, size = body.length) => {
  const head = Buffer.alloc(8, id, 'latin1');
  head.writeUInt32LE(size, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
};
const riff = (...chunks: Buffer[]) => {
  const head = Buffer.from('RIFF\0\0\0\0WAVE', 'latin1');
  head.writeUInt32LE(4 + chunks.reduce((sum, { length }) => sum + length, 0), 4);
  return Buffer.concat([head, ...chunks]);
};
const original = readFileSync(join(fixtures, 'sox-s16-8000.wav'));
const format = original.subarray(20, 36);
const samples = original.subarray(44);
const changed = (offset: number, value: number) => {
  const body = Buffer.from(format);
  body.writeUInt16LE(value, offset);
  return chunk('fmt ', body);
};
const fmt = chunk('fmt ', format);
const data = chunk('data', samples);
const extensible = (length: number, tail = '0100000000001000800000aa00389b71') =>
  chunk(
    'fmt ',
    Buffer.concat([
      Buffer.from([0xfe, 0xff]),
      format.subarray(2),
      Buffer.from('160010000000', 'hex'),
      Buffer.alloc(2),
      Buffer.from(tail, 'hex'),
    ]).subarray(0, length),
  );

const wholeFile = 800;
it.each<[string, Buffer, number]>([
  ['an odd chunk before the samples', riff(fmt, chunk('LIST', Buffer.from('odd')), data), wholeFile],
  ['an odd chunk before the format', riff(chunk('JUNK', Buffer.from('odd')), fmt, data), wholeFile],
  ['a large chunk before the format', riff(chunk('bext', Buffer.alloc(200_000)), fmt, data), wholeFile],
  ['an odd chunk after the samples', riff(fmt, data, chunk('LIST', Buffer.from('odd'))), wholeFile],
  [
    'a chunk after the samples that claims 2 GB',
    riff(fmt, data, chunk('LIST', Buffer.from('x'), 2 ** 31)),
    wholeFile,
  ],
  ['16-bit samples in an extensible format', riff(extensible(40), data), wholeFile],
  ['a format of 18 bytes', riff(chunk('fmt ', Buffer.concat([format, Buffer.alloc(2)])), data), wholeFile],
  ['a block size of 0', riff(changed(12, 0), data), wholeFile],
  ['a size of 0 although the whole file is counted', riff(fmt, chunk('data', samples, 0)), wholeFile],
  ['a size of 0 that nobody filled in', riff(fmt, chunk('data', samples, 0)).fill(0, 4, 8), wholeFile],
  [
    'a size of 0 in a file that counts only its header',
    Buffer.concat([riff(fmt, chunk('data', Buffer.alloc(0))), samples]),
    wholeFile,
  ],
  [
    'a size of 0 that is true',
    riff(fmt, chunk('data', Buffer.alloc(0)), chunk('LIST', Buffer.from('abcd'))),
    0,
  ],
  [
    'a size of 0 that is true, and an odd chunk at the end',
    riff(
      fmt,
      chunk('data', Buffer.alloc(0)),
      chunk('LIST', Buffer.from('abcd')),
      chunk('note', Buffer.from('x')),
    ),
    0,
  ],
  [
    'a size of 0 that is true, and a long chunk behind it',
    riff(fmt, chunk('data', Buffer.alloc(0)), chunk('LIST', Buffer.alloc(200_000))),
    0,
  ],
  ['a size that stands for "unknown"', riff(fmt, chunk('data', samples, 0xffff_ffff)), wholeFile],
  ['the size that the npm package wav leaves', riff(fmt, chunk('data', samples, 0xffff_ff9b)), wholeFile],
  ['an odd byte at the end', riff(fmt, chunk('data', samples.subarray(0, 101))), 50],
  ['no samples at all', riff(fmt, chunk('data', Buffer.alloc(0))), 0],
])('reads a file with %s', async (_, bytes, frames) => {
  const { channels, truncated } = await readWav(bytes);
  expect({ frames: channels[0]?.length, truncated }).toEqual({ frames, truncated: false });
  expect(channels[0]).toEqual((await readWav(original)).channels[0]?.subarray(0, frames));
});

it('reads what is there of a file that is cut off, and says so', async () => {
  const { channels, truncated } = await readWav(original.subarray(0, 1_001));
  expect({ frames: channels[0]?.length, truncated }).toEqual({ frames: 478, truncated: true });
});

it.each<[string, Buffer]>([
  ['nothing', Buffer.alloc(0)],
  ['10 bytes', original.subarray(0, 10)],
  ['half a format', original.subarray(0, 30)],
  ['no samples', riff(fmt, chunk('LIST', Buffer.from('abcd')))],
  ['no format', riff(data)],
  ['another form', Buffer.from('RIFF\x04\0\0\0AVI \0\0\0\0', 'latin1')],
  ['a format of 4 bytes', riff(chunk('fmt ', format.subarray(0, 4)), data)],
  ['a format that claims 1 GB', riff(chunk('fmt ', format, 2 ** 30), data)],
  ['a list that claims 2 GB', riff(fmt, chunk('LIST', Buffer.from('abcd'), 2 ** 31), data)],
  ['0 channels', riff(changed(2, 0), data)],
  ['1,000 channels', riff(changed(2, 1_000), data)],
  ['a rate of 0', riff(changed(4, 0), data)],
  ['0 bits', riff(changed(14, 0), data)],
  ['float samples of 16 bits', riff(changed(0, 3), data)],
  ['mu-law samples of 16 bits', riff(changed(0, 7), data)],
  ['blocks of 3 bytes', riff(changed(12, 5), data)],
  ['an unknown codec', riff(changed(0, 0x1234), data)],
  ['half of an extensible format', riff(extensible(30), data)],
  ['an unknown sub-format', riff(extensible(40, '01000000deadbeef800000aa00389b71'), data)],
])('refuses a file with %s', async (_, bytes) => {
  const error = await readWav(bytes).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'DuologueError', code: 'WAV_UNREADABLE' });
  expect((error as Error).message.replace(/ Convert it with.*/, '')).toMatchSnapshot();
});

it.each([
  ['a missing file', join(fixtures, 'missing.wav'), 'there is no such file'],
  ['a folder', fixtures, 'it is a folder'],
])('names %s', async (_, path, why) => {
  await expect(readWav(path)).rejects.toMatchObject({
    code: 'FILE_UNREADABLE',
    message: expect.stringMatching(`^${path} cannot be read: ${why}`),
  });
});

it.skipIf(process.platform === 'win32')('reads a named pipe, whose length it does not know', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wav-pipe-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const pipe = join(folder, 'pipe.wav');
  execFileSync('mkfifo', [pipe]);
  const sent = writeFile(pipe, riff(fmt, chunk('data', samples, 0xffff_ffff)));
  const reader = await WavReader.open(pipe);
  expect(reader.frames).toBeUndefined();
  let frames = 0;
  for await (const [channel] of reader) frames += channel?.length ?? 0;
  expect(frames).toBe(wholeFile);
  await sent;
});

it('hands on the error of a stream', async () => {
  async function* broken() {
    yield original.subarray(0, 500);
    throw new Error('the line is dead');
  }
  await expect(readWav(broken())).rejects.toThrow('the line is dead');
});

it('closes the source when the loop is left early', async () => {
  let closed = false;
  async function* source() {
    try {
      for (;;) yield original;
    } finally {
      closed = true;
    }
  }
  for await (const [left] of await WavReader.open(source())) {
    expect(left?.length).toBeGreaterThan(0);
    break;
  }
  await expect.poll(() => closed).toBe(true);
});
