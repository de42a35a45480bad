import { DuologueError } from '@duologue/core';

/**
 * `none`: replays only. `once`: records where there is no cassette. `new_episodes`: records a further conversation where none of those
 * that were recorded fits any more. `all`: records every time.
 */
export type CassetteMode = 'none' | 'once' | 'new_episodes' | 'all';

const modes: readonly string[] = ['none', 'once', 'new_episodes', 'all'] satisfies CassetteMode[];

/**
 * The mode that holds: `none` under CI, then what `DUOLOGUE_RECORD` says, then what the test says.
 * @throws DuologueError INVALID_OPTIONS for a mode that is none
 */
export function cassetteMode(
  asked: CassetteMode | undefined,
  env: Readonly<Record<string, string | undefined>>,
): CassetteMode {
  const wanted = env.DUOLOGUE_RECORD ?? asked ?? 'none';
  if (!modes.includes(wanted)) {
    throw new DuologueError(
      'INVALID_OPTIONS',
      `The mode of a cassette has to be none, once, new_episodes or all, not "${wanted}".`,
    );
  }
  return isSet(env.CI) ? 'none' : (wanted as CassetteMode);
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false'].includes(value);
}
