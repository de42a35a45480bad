import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readWav } from '@duologue/audio-node/wav';
import { recordAndKill } from './killed-call.ts';

it('leaves a file that SoX reads whole when the process is killed in the middle of a call', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'killed-recorder-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'call.wav');
  await recordAndKill(path);
  const raw = execFileSync('sox', ['-V1', path, '-t', 'raw', '-'], { maxBuffer: 1e9 });
  const { channels } = await readWav(path);
  const [left = new Int16Array(), right = new Int16Array()] = channels;
  expect(left.length).toBeGreaterThanOrEqual(6 * 16_000);
  const heard = new Int16Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length));
  expect(heard.filter((_, index) => index % 2 === 0)).toEqual(left);
  expect(heard.filter((_, index) => index % 2 === 1)).toEqual(right);
});
