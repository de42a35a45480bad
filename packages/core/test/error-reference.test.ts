import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { errorReferenceFile, errorReferenceText } from '../scripts/error-reference.ts';
import { errorCatalogue } from '../src/index.ts';

const reference = await readFile(errorReferenceFile, 'utf8');

it('is what `pnpm generate` makes of the catalogue', async () => {
  expect(reference).toBe(await errorReferenceText());
});

it('lists every code once, in the order of the catalogue', () => {
  const listed = [...reference.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code);
  expect(listed).toEqual(Object.keys(errorCatalogue));
});
