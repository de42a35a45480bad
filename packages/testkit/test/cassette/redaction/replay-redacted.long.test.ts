import { readFileSync } from 'node:fs';
import { cassette, diffCassettes } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { sensitive } from './corpus.ts';
import { callAbout, recordAbout } from './sensitive-call.ts';

it.each(sensitive)(
  'replays a call about the %s %s without it, and gives the same cassette again',
  async (_type, value) => {
    const folder = temporaryFolder();
    const one = await recordAbout(value, callAbout(value), folder, 'one');
    expect(readFileSync(one, 'utf8').toLowerCase()).not.toContain(value.toLowerCase());
    const two = await recordAbout(value, cassette(one), folder, 'two');
    expect(diffCassettes(one, two)).toEqual({ same: true, lanes: [] });
  },
);
