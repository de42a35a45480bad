import { DuologueError } from '@duologue/core';
import { dbfsOf } from '../speech/loudness.ts';
import type { Verdict } from './verdict.ts';

/** A piece of audio: 16-bit mono samples and their rate. */
export interface Sound {
  readonly samples: Int16Array;
  readonly sampleRateHz: number;
}

/** Lasts `ms` milliseconds, give or take `toleranceMs` (default 1). */
export function toHaveDuration(
  sound: Sound,
  ms: number,
  { toleranceMs = 1 }: { readonly toleranceMs?: number } = {},
): Verdict {
  const actualMs = durationMs(sound);
  return {
    pass: Math.abs(actualMs - ms) <= toleranceMs,
    wanted: `${ms} ms of audio (± ${toleranceMs} ms)`,
    found: `${round(actualMs)} ms`,
  };
}

/** Is nowhere louder than `dbfs` (default -60), measured in windows of 20 ms. */
export function toBeSilent(sound: Sound, { dbfs = -60 }: { readonly dbfs?: number } = {}): Verdict {
  let loudest = -Infinity;
  for (const window of windowsOf(sound, 20)) loudest = Math.max(loudest, dbfsOf(window));
  return {
    ...ifEmpty(sound),
    pass: loudest <= dbfs,
    wanted: `silence (at most ${dbfs} dBFS)`,
    found: `up to ${round(loudest)} dBFS`,
  };
}

/**
 * Contains a tone: at least `share` (default 0.5) of the energy of the sound is at `hz`, below half of its rate.
 * Measured with Goertzel's algorithm (1958), over the whole sound.
 * @throws DuologueError INVALID_OPTIONS for a tone that audio of this rate cannot hold
 */
export function toContainTone(
  sound: Sound,
  hz: number,
  { share = 0.5 }: { readonly share?: number } = {},
): Verdict {
  const halfRateHz = sound.sampleRateHz / 2;
  if (!(hz > 0 && hz < halfRateHz)) {
    throw new DuologueError(
      'INVALID_OPTIONS',
      `Audio of ${sound.sampleRateHz} Hz holds tones above 0 and below ${halfRateHz} Hz: toContainTone cannot look for ${hz} Hz.`,
    );
  }
  const found = toneShare(sound, hz);
  return {
    ...ifEmpty(sound),
    pass: found >= share,
    wanted: `a tone of ${hz} Hz with at least ${round(100 * share)} % of the energy`,
    found: `${round(100 * found)} %`,
  };
}

/** Never jumps by more than `step` (default 0.5) of full scale from one sample to the next, as a cut in the wrong place does. */
export function toHaveNoClicks(sound: Sound, { step = 0.5 }: { readonly step?: number } = {}): Verdict {
  const { samples, sampleRateHz } = sound;
  let worst = 0;
  let at = 0;
  for (let index = 1; index < samples.length; index += 1) {
    const jump = Math.abs((samples[index] ?? 0) - (samples[index - 1] ?? 0)) / 32_768;
    if (jump > worst) [worst, at] = [jump, index];
  }
  return {
    ...ifEmpty(sound),
    pass: worst <= step,
    wanted: `no jump above ${step} of full scale`,
    found: `a jump of ${round(worst)} at ${round((at * 1_000) / sampleRateHz)} ms`,
  };
}

/**
 * Sounds like another piece of audio: the difference is at least `snrDb` (default 20) decibels quieter than the other one.
 * Both have the same rate; `toleranceMs` (default 0) is by how much one may be later than the other. What is before or behind the other one counts as
 * a difference, too.
 */
export function toMatchAudio(
  sound: Sound,
  other: Sound,
  { snrDb = 20, toleranceMs = 0 }: { readonly snrDb?: number; readonly toleranceMs?: number } = {},
): Verdict {
  const wanted = `the same audio (signal to noise of ${snrDb} dB)`;
  if (sound.sampleRateHz !== other.sampleRateHz) {
    return { pass: false, wanted, found: `${sound.sampleRateHz} Hz instead of ${other.sampleRateHz} Hz` };
  }
  const reach = Math.round((toleranceMs * other.sampleRateHz) / 1_000);
  let best = -Infinity;
  for (let shift = -reach; shift <= reach; shift += 1)
    best = Math.max(best, snrOf(sound.samples, other.samples, shift));
  return { ...ifEmpty(sound, other), pass: best >= snrDb, wanted, found: `${round(best)} dB` };
}

/** Of no audio at all every word would be true, and its opposite, too. */
function ifEmpty(...sounds: readonly Sound[]): Pick<Verdict, 'undecided'> {
  return sounds.every(({ samples }) => samples.length > 0)
    ? {}
    : {
        undecided:
          'There is no audio to listen to (0 samples). That nothing was heard at all is said by toHaveDuration(0).',
      };
}

function durationMs({ samples, sampleRateHz }: Sound): number {
  return (samples.length * 1_000) / sampleRateHz;
}

function* windowsOf({ samples, sampleRateHz }: Sound, ms: number): Generator<Int16Array> {
  const length = Math.max(1, Math.round((ms * sampleRateHz) / 1_000));
  for (let from = 0; from < samples.length; from += length) yield samples.subarray(from, from + length);
}

function toneShare({ samples, sampleRateHz }: Sound, hz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / sampleRateHz);
  let [last, beforeLast, energy] = [0, 0, 0];
  for (const sample of samples) {
    [last, beforeLast] = [sample + coefficient * last - beforeLast, last];
    energy += sample * sample;
  }
  if (energy === 0) return 0;
  const power = last ** 2 + beforeLast ** 2 - coefficient * last * beforeLast;
  // a sine of amplitude A over n samples has the power (A n / 2)² and the energy n A² / 2
  return Math.min(1, (2 * power) / (samples.length * energy));
}

/** Decibels between `expected` and what `actual`, moved by `shift` samples, differs from it. */
function snrOf(actual: Int16Array, expected: Int16Array, shift: number): number {
  let [signal, noise] = [0, 0];
  const length = Math.max(expected.length, actual.length - shift);
  for (let index = Math.min(0, -shift); index < length; index += 1) {
    const wanted = expected[index] ?? 0;
    const difference = (actual[index + shift] ?? 0) - wanted;
    signal += wanted * wanted;
    noise += difference * difference;
  }
  if (noise === 0) return Infinity;
  return signal === 0 ? -Infinity : 10 * Math.log10(signal / noise);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
