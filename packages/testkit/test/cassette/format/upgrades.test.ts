import { expect, it } from 'vitest';
import { upgradeFrame, upgradeHeader, type CassetteUpgrade } from '../../../src/cassette/format/upgrades.ts';
import { provenance } from '../support/cassettes.ts';

const upgrades = new Map<number, CassetteUpgrade>([
  [
    0,
    {
      header: ({ title, ...rest }) => ({ ...rest, name: title }),
      frame: (frame) => [...(frame as string[]), 'from 0'],
    },
  ],
  [
    1,
    {
      header: (header) => ({ ...header, new_field: true }),
      frame: (frame) => [...(frame as string[]), 'from 1'],
    },
  ],
]);

it('brings a header and its frames from one version to the next', () => {
  const old = { version: 0, state: 'complete', title: 'refund', provenance };
  expect(upgradeHeader(old, 'refund', upgrades, 2)).toEqual({
    version: 2,
    state: 'complete',
    name: 'refund',
    provenance,
    new_field: true,
  });
  expect(upgradeFrame(['frame'], 0, upgrades, 2)).toEqual(['frame', 'from 0', 'from 1']);
});

it.each([
  [{ version: 2, state: 'complete', name: 'x', provenance }, 'reads cassettes up to version 1'],
  [{ version: 'one', state: 'complete', name: 'x', provenance }, 'has the version "one"'],
  [{ version: 1, state: 'complete', provenance }, 'needs state, name and provenance'],
])('refuses the header %j', (header, problem) => {
  expect(() => upgradeHeader(header, 'x.cassette.yaml')).toThrow(problem);
});
