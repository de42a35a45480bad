import { readWav } from '@duologue/audio-node/wav';
import { DuologueError } from '@duologue/core';
import type { SpeechSource } from '@duologue/testkit';

const clip = new URL('../../examples/first-call/speech/caller-day.wav', import.meta.url);

/** A real voice without its pauses, so that every stretch of it counts as speech. */
export interface Voice {
  readonly samples: Int16Array;
  readonly sampleRateHz: number;
  /** So much of it, from its start. */
  readonly first: (ms: number) => SpeechSource;
}

export async function loadVoice(): Promise<Voice> {
  const { channels, sampleRateHz } = await readWav(clip);
  const [whole = new Int16Array(0)] = channels;
  const window = sampleRateHz / 50;
  const loud: number[] = [];
  for (let at = 0; at + window <= whole.length; at += window) {
    const part = whole.subarray(at, at + window);
    if (Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / window) > 1_000)
      loud.push(...part);
  }
  const samples = Int16Array.from(loud);
  if (samples.length < sampleRateHz)
    throw new DuologueError('INVALID_OPTIONS', `There is less than a second of voice in ${clip.pathname}.`);
  return {
    samples,
    sampleRateHz,
    first: (ms) => ({ samples: samples.subarray(0, (ms * sampleRateHz) / 1_000), sampleRateHz }),
  };
}
