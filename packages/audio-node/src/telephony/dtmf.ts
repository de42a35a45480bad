import { DuologueError } from '@duologue/core';

/** The two tones of each key in Hz (ITU-T Q.23). */
const tones: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['1', [697, 1209]],
  ['2', [697, 1336]],
  ['3', [697, 1477]],
  ['A', [697, 1633]],
  ['4', [770, 1209]],
  ['5', [770, 1336]],
  ['6', [770, 1477]],
  ['B', [770, 1633]],
  ['7', [852, 1209]],
  ['8', [852, 1336]],
  ['9', [852, 1477]],
  ['C', [852, 1633]],
  ['*', [941, 1209]],
  ['0', [941, 1336]],
  ['#', [941, 1477]],
  ['D', [941, 1633]],
]);

const toneMs = 100;
const pauseMs = 60;
/** Of each of the two tones: together they stay below full scale. */
const level = 0.35;

/** From this much of a tone on, the far end takes the key, in milliseconds (ITU-T Q.24: 40 ms are taken everywhere). */
const takenMs = 40;

/** A key that is pressed, as sound. */
export interface KeyPress {
  readonly sound: Int16Array;
  /** The far end takes the key when it has heard this many samples: cut off before, it must be pressed again. */
  readonly takenSamples: number;
}

/**
 * Keys that are pressed one after the other: 100 ms of tone and 60 ms of pause each. A comma is a pause of one second.
 * @throws DuologueError INVALID_OPTIONS for a key that no phone has
 */
export function keyPresses(digits: string, sampleRateHz: number): KeyPress[] {
  return digits.split('').map((digit) => keyPress(digit, sampleRateHz));
}

/** A pause that keeps keys apart which do not follow each other at once; nobody misses it. */
export function keyPause(sampleRateHz: number): KeyPress {
  return { sound: new Int16Array((pauseMs * sampleRateHz) / 1_000), takenSamples: 0 };
}

function keyPress(digit: string, sampleRateHz: number): KeyPress {
  if (digit === ',') return { sound: new Int16Array(sampleRateHz), takenSamples: sampleRateHz };
  const pair = tones.get(digit.toUpperCase());
  if (!pair)
    throw new DuologueError(
      'INVALID_OPTIONS',
      `No phone has the key "${digit}". Use 0 to 9, *, #, A to D, and a comma for a pause.`,
    );
  const sound = new Int16Array(((toneMs + pauseMs) * sampleRateHz) / 1_000);
  for (let index = 0; index < (toneMs * sampleRateHz) / 1_000; index += 1) {
    const [low, high] = pair.map((hz) => Math.sin((2 * Math.PI * hz * index) / sampleRateHz)) as [
      number,
      number,
    ];
    sound[index] = Math.round(level * 32_767 * (low + high));
  }
  return { sound, takenSamples: (takenMs * sampleRateHz) / 1_000 };
}
