import { DuologueError } from './errors.ts';

/**
 * Imports a package that not everybody needs, and so not everybody has installed. `what` says for the message who needs it.
 * What fails for another reason is thrown as it is.
 *
 * @example
 * const { default: mathjs } = await importOptional('mathjs', 'The pack "calculator"', () => import('mathjs'));
 *
 * @throws DuologueError MISSING_PACKAGE
 */
export async function importOptional<T>(
  packageName: string,
  what: string,
  load: () => Promise<T>,
): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if ((cause as { readonly code?: unknown } | undefined)?.code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    const message = `${what} needs the package ${packageName}. Install it: npm install ${packageName}`;
    throw new DuologueError('MISSING_PACKAGE', message, { cause, details: { packageName } });
  }
}
