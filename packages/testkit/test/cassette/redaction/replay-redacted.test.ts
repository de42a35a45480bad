import { readFileSync } from 'node:fs';
import { cassette, diffCassettes, lintFile } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { callAbout, recordAbout } from './sensitive-call.ts';

it.each([
  '+1 202 555 0143',
  'jane.doe@example.com',
  '4242 4242 4242 4242',
  'sk_4f2a9c8e7b6d5a4f3c2b1a0987654321',
])('replays a call about %s without it, and gives the same cassette again', async (value) => {
  const folder = temporaryFolder();
  const one = await recordAbout(value, callAbout(value), folder, 'one');
  expect(readFileSync(one, 'utf8')).not.toContain(value);
  expect(lintFile(one)).toEqual([]);
  const two = await recordAbout(value, cassette(one), folder, 'two');
  expect(diffCassettes(one, two)).toEqual({ same: true, lanes: [] });
});

it('notices an app that says another number than before', async () => {
  const folder = temporaryFolder();
  const one = await recordAbout('+1 202 555 0143', callAbout('+1 202 555 0143'), folder, 'one');
  await expect(recordAbout('none', cassette(one), folder, 'two')).rejects.toThrow('{{redacted:phone:1}}');
});
