import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { ramp } from '../samples.ts';

it('hears standard input and speaks to standard output', async () => {
  const program = join(import.meta.dirname, 'echo.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=@duologue/source', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const samples = ramp(16_000);
  child.stdin.end(Buffer.from(samples.buffer));
  const bytes = await buffer(child.stdout);
  expect(await ended).toEqual([0, null]);
  expect(new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))).toEqual(
    samples,
  );
});
