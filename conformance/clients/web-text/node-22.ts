import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Node.js 22 from the npm registry, or from npm's cache. */
export async function node22(): Promise<{ readonly path: string; readonly version: string }> {
  const print = 'console.log(JSON.stringify({ path: process.execPath, version: process.versions.node }))';
  const { stdout } = await promisify(execFile)('npx', [
    '--yes',
    '--prefer-offline',
    '--package=node@22',
    'node',
    '--eval',
    print,
  ]);
  return JSON.parse(stdout) as { path: string; version: string };
}
