import { DuologueError } from '@duologue/core';

/**
 * Imports an optional peer.
 * @throws DuologueError MISSING_PACKAGE where it is not installed
 */
export async function loadPackage<T>(name: string, what: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new DuologueError(
      'MISSING_PACKAGE',
      `${what} needs the package ${name}. Install it: npm install ${name}`,
      {
        cause,
        details: { package: name },
      },
    );
  }
}
