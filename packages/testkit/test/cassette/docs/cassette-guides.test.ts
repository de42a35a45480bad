import { existsSync as exists } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { cassetteGuides, fillCassetteGuide } from '../../../contract/cassette-guide.ts';

const repository = fileURLToPath(new URL('../../../../../', import.meta.url));

it.each(cassetteGuides)('shows in %s the code that runs and what replays really say', async (guide) => {
  const text = await readFile(guide, 'utf8');
  expect(text).toBe(await fillCassetteGuide(text));
  for (const [, source = '', code = ''] of text.matchAll(/<!-- part of (\S+) -->\n\n```ts\n([^]*?)```/g)) {
    expect(await readFile(path.join(repository, source), 'utf8')).toContain(code);
  }
});

it('shows no code that stands in no file', async () => {
  for (const guide of cassetteGuides) {
    const text = await readFile(guide, 'utf8');
    const blocks = text.match(/```ts\n/g) ?? [];
    expect(blocks).toHaveLength((text.match(/<!-- (?:part of|from) \S+ -->\n\n```ts\n/g) ?? []).length);
  }
});

it.each(cassetteGuides)('has in %s only links that lead somewhere', async (guide) => {
  const text = await readFile(guide, 'utf8');
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => link);
  expect(links.filter((link) => !exists(path.resolve(path.dirname(guide), link)))).toEqual([]);
});
