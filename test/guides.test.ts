import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { assertThat } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { repositoryRoot as repository } from './repository.ts';

const guides = [
  'plugins',
  'talk-from-your-laptop',
  'answer-a-phone-call',
  'write-a-backend',
  'reconnect',
  'observability',
].map((name) => `docs/guides/${name}.md`);
const pages = [...guides, 'docs/matchers.md'];

it.each(pages)('shows in %s only code that is run', async (guide) => {
  const page = await readFile(join(repository, guide), 'utf8');
  const blocks = [...page.matchAll(/(?:<!-- (from|part of) (\S+) -->\n\n)?```ts\n([\s\S]*?)```/g)];
  expect(blocks.length).toBeGreaterThan(0);
  for (const [, how, source = 'nowhere', code = ''] of blocks) {
    const program = await readFile(join(repository, source), 'utf8');
    const isShown = how === 'from' ? program === code : program.includes(code);
    expect({ source, isShown, code }).toEqual({ source, isShown: true, code });
  }
});

it.each(guides)('links in %s only to what is there', async (guide) => {
  const page = await readFile(join(repository, guide), 'utf8');
  const links = [...page.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = '']) =>
    join(repository, guide, '..', path),
  );
  for (const link of links) expect((await stat(link)).isFile()).toBe(true);
});

it('leads from the index to every page', async () => {
  const files = await readdir(join(repository, 'docs'), { recursive: true });
  const index = await readFile(join(repository, 'docs/README.md'), 'utf8');
  const linked = [...index.matchAll(/\]\(([^)#]+)/g)].map(([, path = '']) => path);
  expect([...new Set(linked)].sort()).toEqual(files.filter((page) => /(?<!^README)\.md$/.test(page)).sort());
});

it('lists every matcher', async () => {
  const page = await readFile(join(repository, 'docs/matchers.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `(to\w+)\(/gm)].map(([, name]) => name);
  const there = [
    assertThat({ entries: [] }),
    assertThat({ samples: new Int16Array(), sampleRateHz: 8_000 }),
    assertThat({ pending: [], holders: [] }),
  ]
    .flatMap((matchers) => Object.keys(matchers))
    .filter((name) => name !== 'not');
  expect(new Set(listed)).toEqual(new Set(there));
});
