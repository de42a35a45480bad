import { DuologueError } from '@duologue/core';

/** A hundred years. */
const most = 36_500;

/** How long a recording may be trusted, in days; undefined for ever. @throws DuologueError INVALID_OPTIONS */
export function checkExpiresInDays(days: number | undefined): void {
  if (days === undefined || (typeof days === 'number' && days > 0 && days <= most)) return;
  throw new DuologueError(
    'INVALID_OPTIONS',
    `expiresInDays has to be a number above 0 and up to ${most}, not ${String(days)}. Leave it out for ever.`,
  );
}
