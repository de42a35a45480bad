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

/**
 * The sound of keys that are pressed one after the other: 100 ms of tone and 60 ms of pause each. A comma is a pause of one second.
 * @throws DuologueError INVALID_OPTIONS for a key that no phone has
 */
export function dtmfTones(digits: string, sampleRateHz: number): Int16Array {
  const parts = digits.split('').map((digit) => keySound(digit, sampleRateHz));
  const sound = new Int16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const part of parts) {
    sound.set(part, filled);
    filled += part.length;
  }
  return sound;
}

function keySound(digit: string, sampleRateHz: number): Int16Array {
  if (digit === ',') return new Int16Array(sampleRateHz);
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
  return sound;
}
