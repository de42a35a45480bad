import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as main from '@duologue/audio-node';
import * as resample from '@duologue/audio-node/resample';
import * as wav from '@duologue/audio-node/wav';
import { deviceBackends } from '../src/device/backends.ts';

const page = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

it('names on its page everything that can be imported, and every backend', () => {
  const names = [
    ...Object.keys({ ...main, ...wav, ...resample }),
    ...deviceBackends().map(({ name }) => name),
  ];
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
