import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { readWav } from '@duologue/audio-node/wav';
import { expect, it, onTestFinished } from 'vitest';

it('answers a call over a real media stream, with a caller who cuts in', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'phone-bridge-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const program = join(import.meta.dirname, '../main.ts');
  const tsx = import.meta.resolve('tsx');
  const child = spawn(process.execPath, ['--conditions=@duologue/source', `--import=${tsx}`, program], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [[code], output] = await Promise.all([once(child, 'exit') as Promise<[number]>, text(child.stdout)]);
  expect(code).toBe(0);
  expect(output).toContain('Agent   Hello, this is Harbour Travel.');
  expect(output).toContain('Caller  Great. And what can I do there in one day?');
  expect(output).toMatch(/the caller cuts in after 3\d{3} ms, at "There is a lot to see\./);
  expect(output).toContain('the call is over (agent)');
  expect(output).toContain('the line was cleared 1 time(s)');
  const { channels, sampleRateHz } = await readWav(
    join(folder, 'recordings/CA00000000000000000000000000000001.wav'),
  );
  expect({ channels: channels.length, sampleRateHz }).toEqual({ channels: 2, sampleRateHz: 8_000 });
});
