import { DuologueError } from '@duologue/core';

/**
 * Imports a package that only one pack needs, so that others need not install it.
 * @throws DuologueError MISSING_PACKAGE
 */
export async function importOptional<T>(
  packageName: string,
  packName: string,
  load: () => Promise<T>,
): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if ((cause as { readonly code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    const message = `The pack "${packName}" needs the package ${packageName}. Install it: npm install ${packageName}`;
    throw new DuologueError('MISSING_PACKAGE', message, { cause, details: { packageName } });
  }
}
