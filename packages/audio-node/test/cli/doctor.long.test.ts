import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';

it('runs as a command, duologue-audio doctor --quiet, without a word of the libraries below', async () => {
  const program = join(import.meta.dirname, '../../bin/duologue-audio.js');
  const args = ['--import', 'tsx', '--conditions=@duologue/source', program, 'doctor', '--quiet'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [[code], output, errors] = await Promise.all([
    once(child, 'exit') as Promise<[number]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  expect([0, 1]).toContain(code);
  expect(output).toMatch(/^Speakers\n.*\nMicrophones\n/s);
  expect(errors).toBe('');
});
