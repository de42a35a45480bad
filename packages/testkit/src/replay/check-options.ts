import { closestName, DuologueError } from '@duologue/core';
import { show } from '../match/show.ts';
import { replayChecks } from './check-replay.ts';
import type { ReplayOptions } from './replay.ts';

/**
 * Checks the options of a replay that only types check otherwise: a door that is misspelt would show nothing of what it was chosen for.
 * @throws DuologueError INVALID_OPTIONS
 */
export function checkOptions({ door, time, patienceMs, unchecked = [] }: Partial<ReplayOptions>): void {
  oneOf('door', door, ['memory', 'sockets']);
  oneOf('time', time, ['virtual', 'real']);
  for (const check of unchecked) oneOf('unchecked', check, replayChecks);
  if (patienceMs !== undefined && !(patienceMs >= 0))
    refuse(`patienceMs has to be a number of milliseconds, at least 0, not ${show(patienceMs)}.`);
}

function oneOf(option: string, value: string | undefined, words: readonly string[]): void {
  if (value === undefined || words.includes(value)) return;
  const closest = typeof value === 'string' ? closestName(value, words) : undefined;
  const way = closest === undefined ? `. There are ${words.join(', ')}.` : `. Did you mean "${closest}"?`;
  refuse(`${option} cannot be ${show(value)}${way}`);
}

function refuse(message: string): never {
  throw new DuologueError('INVALID_OPTIONS', `A replay cannot have these options: ${message}`);
}
