import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { ramp } from '../samples.ts';

const start = (name: string) => {
  const program = join(import.meta.dirname, name);
  return spawn(process.execPath, ['--import', 'tsx', '--conditions=@duologue/source', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
};

it('hears standard input and speaks to standard output', async () => {
  const child = start('echo.ts');
  const ended = once(child, 'exit');
  const samples = ramp(16_000);
  child.stdin.end(Buffer.from(samples.buffer));
  const bytes = await buffer(child.stdout);
  expect(await ended).toEqual([0, null]);
  expect(new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))).toEqual(
    samples,
  );
});

it('lets the process end after the session while standard input stays open', async () => {
  const child = start('hang-up.ts');
  child.stdin.write(Buffer.alloc(320));
  expect(await once(child, 'exit')).toEqual([0, null]);
});
