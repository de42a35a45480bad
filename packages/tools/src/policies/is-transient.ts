import { DuologueError } from '@duologue/core';

/**
 * Whether another try may work: true for errors of the outside world, false for a DuologueError, which says that the
 * request itself was wrong, unless it is a CONNECT_FAILED or has `transient: true` in its details.
 */
export function isTransient(error: unknown): boolean {
  return (
    !(error instanceof DuologueError) ||
    error.code === 'CONNECT_FAILED' ||
    error.details['transient'] === true
  );
}
