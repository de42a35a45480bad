import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The declarations of the wire messages in an unpacked `@elevenlabs/types`, which it generates from its own contract.
 * @throws Error where the package has another layout than it had in 0.23
 */
export async function publishedTypes(packageFolder: string): Promise<string> {
  return readFile(join(packageFolder, 'dist/generated/types/asyncapi-types.d.ts'), 'utf8');
}
