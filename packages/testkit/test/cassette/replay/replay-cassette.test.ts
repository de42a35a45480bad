import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { diffCassettes } from '../../../src/cassette/compare/diff-cassettes.ts';
import { prepareCassette } from '../../../src/cassette/replay/prepare-cassette.ts';
import { call, record } from '../support/recorded-call.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('gives the same conversation when a replay is recorded, and the same bytes when that is replayed', async () => {
  const folder = temporaryFolder();
  const one = await record(call, folder, 'one');
  const two = await record(prepareCassette(one), folder, 'two');
  const three = await record(prepareCassette(two), folder, 'three');
  expect(diffCassettes(one, two)).toEqual({ same: true, lanes: [] });
  expect(readFileSync(three, 'utf8').replace('name: three', 'name: two')).toBe(readFileSync(two, 'utf8'));
});

it('is the same over sockets as in memory', async () => {
  const folder = temporaryFolder();
  const one = await record(call, folder, 'one');
  const two = await record(prepareCassette(one), folder, 'two', { door: 'sockets' });
  expect(diffCassettes(one, two)).toEqual({ same: true, lanes: [] });
});
