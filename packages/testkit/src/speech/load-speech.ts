import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { resample } from '@duologue/audio-node/resample';
import { mixDown, readWav } from '@duologue/audio-node/wav';
import { DuologueError } from '@duologue/core';
import type { SpeechSource } from '../scenario/speech-source.ts';

/** A tone as loud as speech: -15 dBFS. */
const toneAmplitude = 8_200;

/**
 * Makes the samples of a source, 16-bit mono at `sampleRateHz`. Relative paths count from `folder`.
 * @throws DuologueError INVALID_OPTIONS for a length that is none, FILE_UNREADABLE, WAV_UNREADABLE
 */
export async function loadSpeech(
  source: SpeechSource,
  sampleRateHz: number,
  folder: string,
): Promise<Int16Array> {
  if ('toneHz' in source) return makeTone(source.toneHz, sampleCount(source.ms, sampleRateHz), sampleRateHz);
  if ('silenceMs' in source) return new Int16Array(sampleCount(source.silenceMs, sampleRateHz));
  if ('samples' in source)
    return resample(source.samples, { fromHz: source.sampleRateHz, toHz: sampleRateHz });
  const recording = await readWav(pathOf(source.wav, folder));
  return resample(mixDown(recording.channels), { fromHz: recording.sampleRateHz, toHz: sampleRateHz });
}

function pathOf(file: string, folder: string): string {
  return file.startsWith('file:') ? fileURLToPath(file) : path.resolve(folder, file);
}

function sampleCount(ms: number, sampleRateHz: number): number {
  if (!(ms >= 0 && ms <= 3_600_000)) {
    throw new DuologueError('INVALID_OPTIONS', `Audio cannot last ${ms} ms. Give 0 to 3,600,000 ms.`);
  }
  return Math.round((ms * sampleRateHz) / 1_000);
}

/** A tone of whole hertz begins anew after a second at the latest: what is longer is copied. */
function makeTone(hz: number, length: number, sampleRateHz: number): Int16Array {
  const samples = new Int16Array(length);
  let filled = Number.isInteger(hz) ? Math.min(length, sampleRateHz) : length;
  for (let index = 0; index < filled; index += 1)
    samples[index] = Math.round(toneAmplitude * Math.sin((2 * Math.PI * hz * index) / sampleRateHz));
  for (; filled < length; filled *= 2) samples.copyWithin(filled, 0, Math.min(filled, length - filled));
  return samples;
}
