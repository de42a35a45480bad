import { existsSync, readdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the repository. */
export const repositoryRoot = fileURLToPath(new URL('..', import.meta.url));

/** Names of the packages' folders. */
export const packageFolders: readonly string[] = readdirSync(join(repositoryRoot, 'packages'));

/** The TypeScript files below a folder of the repository: paths from its root, sorted, `/` between parts. */
export async function sourceFiles(folder: string): Promise<string[]> {
  const absolute = join(repositoryRoot, folder);
  if (!existsSync(absolute)) return [];
  const entries = await readdir(absolute, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(repositoryRoot, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}
