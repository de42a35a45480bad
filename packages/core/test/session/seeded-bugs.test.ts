import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { seededBugs } from './model/seeded-bugs.ts';

it.each(seededBugs)('can still be made to be wrong: $name', async ({ file, right, wrong }) => {
  const source = await readFile(join(import.meta.dirname, '../../src', file), 'utf8');
  expect(source.split(right)).toHaveLength(2);
  expect(source).not.toBe(source.replace(right, () => wrong));
});
