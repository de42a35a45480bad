import { accessSync, constants, mkdirSync } from 'node:fs';
import { UsageError } from './command-line.ts';

/**
 * Makes the folder for what the call leaves behind, before anybody is called.
 * @throws UsageError where nothing can be written there
 */
export function openOutFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK);
  } catch (error) {
    const { code } = error as { readonly code?: string };
    throw new UsageError(`--out '${path}' is no folder that can be written to (${code}).`, { cause: error });
  }
}
