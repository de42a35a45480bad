import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const bin = fileURLToPath(new URL('../../bin/duologue.js', import.meta.url));
const source = ['--conditions=@duologue/source', '--import=tsx'];

/** The command as it is installed, run from its sources. */
export function duologue(...args: string[]): { child: ChildProcess; text: () => string } {
  const child = spawn(process.execPath, [...source, bin, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (data: Buffer) => (text += String(data)));
  return { child, text: () => text };
}
