import { transform } from 'esbuild';

/** What jest runs of a source: the same without types. */
export async function processAsync(source: string, path: string): Promise<{ readonly code: string }> {
  const { code } = await transform(source, {
    loader: 'ts',
    target: 'node20',
    sourcefile: path,
    sourcemap: 'inline',
  });
  return { code };
}

export default { processAsync };
