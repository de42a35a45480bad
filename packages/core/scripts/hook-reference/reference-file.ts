import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { renderReference } from './render.ts';
import { SourceFiles } from './source-files.ts';

/** Where the reference stands. */
export const referenceFile: string = fromHere('../../../../docs/hooks.md');

/** What should stand there. */
export async function referenceText(): Promise<string> {
  const files = new SourceFiles();
  const hooks = files.open(fromHere('../../src/session/hooks.ts'));
  const taps = files.open(fromHere('../../src/session/taps.ts'));
  return format(renderReference(hooks, taps), {
    ...(await resolveConfig(referenceFile)),
    parser: 'markdown',
  });
}

function fromHere(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
