import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readWav } from '@duologue/audio-node/wav';
import { joined, ramp } from '../samples.ts';
import { recordAndKill } from './killed-call.ts';

it('leaves a file that can be read when the process is killed in the middle of a call', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'killed-recorder-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'call.wav');
  await recordAndKill(path);
  const { channels, truncated } = await readWav(path);
  const [user = new Int16Array()] = channels;
  expect(truncated).toBe(false);
  expect(user.length).toBeGreaterThanOrEqual(6 * 16_000);
  expect(user.subarray(0, 64_000)).toEqual(joined(...Array.from({ length: 4 }, () => ramp(16_000))));
});
