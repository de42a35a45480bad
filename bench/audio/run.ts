/**
 * How fast sound is worked on, as a multiple of real time, each the best of five runs:
 * node --conditions=@duologue/source --import=tsx bench/audio/run.ts
 */
import { loadResampler } from '@duologue/audio-node/resample';
import { readWav, WavWriter } from '@duologue/audio-node/wav';
import { decodeAudio, encodeAudio } from '@duologue/core';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const rates = [8_000, 16_000, 22_050, 24_000, 44_100, 48_000];
const seconds = 20;

const tone = (sampleRateHz: number, durationS: number) =>
  Int16Array.from({ length: sampleRateHz * durationS }, (_, index) =>
    Math.round(12_000 * Math.sin((2 * Math.PI * 440 * index) / sampleRateHz)),
  );

/** Multiples of real time. */
async function measure(work: () => unknown): Promise<number> {
  let bestMs = Infinity;
  for (let run = 0; run < 5; run += 1) {
    const startedMs = performance.now();
    await work();
    bestMs = Math.min(bestMs, performance.now() - startedMs);
  }
  return Math.round((seconds * 1_000) / bestMs);
}

const makeResampler = await loadResampler();
console.log('resampling in pieces of 20 ms (rows: from, columns: to), times real time');
console.log(['', ...rates].map((rate) => String(rate).padStart(8)).join(''));
for (const fromHz of rates) {
  const samples = tone(fromHz, seconds);
  const cells: number[] = [];
  for (const toHz of rates) {
    const resampler = makeResampler({ fromHz, toHz });
    const piece = fromHz / 50;
    const speed = await measure(() => {
      for (let start = 0; start < samples.length; start += piece)
        resampler.process(samples.subarray(start, start + piece));
    });
    resampler.close();
    cells.push(speed);
  }
  console.log([fromHz, ...cells].map((cell) => String(cell).padStart(8)).join(''));
}

const folder = mkdtempSync(join(tmpdir(), 'bench-audio-'));
const path = join(folder, 'tone.wav');
const samples = tone(16_000, seconds);
const write = () => {
  const writer = new WavWriter({ path, sampleRateHz: 16_000, channels: 2 });
  for (let start = 0; start < samples.length; start += 320) {
    const piece = samples.subarray(start, start + 320);
    writer.write(piece, piece);
  }
  writer.finish();
};
const ulaw = { encoding: 'ulaw', sampleRateHz: 16_000 } as const;
const coded = encodeAudio(samples, ulaw);
console.log(
  `writing a stereo WAV file, 16 kHz, in pieces of 20 ms   ${await measure(write)} times real time`,
);
console.log(`reading it                                              ${await measure(() => readWav(path))}`);
console.log(
  `coding mu-law with base64, 16 kHz                       ${await measure(() => encodeAudio(samples, ulaw))}`,
);
console.log(
  `decoding it                                             ${await measure(() => decodeAudio(coded, ulaw))}`,
);
rmSync(folder, { recursive: true });
