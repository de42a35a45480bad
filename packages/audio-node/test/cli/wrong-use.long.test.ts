import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('explains a wrong command line, with exit code 2', () => {
  const program = join(import.meta.dirname, '../../bin/duologue-audio.js');
  const args = ['--import', 'tsx', '--conditions=@duologue/source', program, 'doctor', '--loud'];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^Unknown option '--loud'[^]*duologue-audio doctor/);
});
