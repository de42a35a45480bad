import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ToolBench } from '@duologue/testkit';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { knowledgePack, type KnowledgePackOptions } from '../../src/knowledge/index.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'duologue-knowledge-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>) {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}

const open = (options: Partial<KnowledgePackOptions> = {}) =>
  ToolBench.open(knowledgePack({ folder, ...options }));

async function search(bench: ToolBench, query: string) {
  return (await bench.call('search_knowledge', { query })).result;
}

const museum = {
  'visit.md': `---
layout: page
---
# Visit

The museum lies by the river.

## Opening hours

Open **daily** from *ten* to six, [except](https://example.com) Mondays. Last entry is at five.

## Prices

| Who | Price |
| --- | --- |
| Adults | 12 euros |
| Children | free |

- Groups of ten get one ticket free.
- Dogs stay outside &amp; wait.
`,
  'faq.json': JSON.stringify([
    { question: 'Can I take photos?', answer: 'Yes, but without flash.' },
    { question: 'Is there a café?', answer: 'On the second floor.' },
  ]),
  'history/founding.txt':
    'The museum was founded in 1872.\n\nA fire destroyed the east wing in 1911. It was rebuilt after the war.',
};

it('finds sections of Markdown, JSON and text, as plain words with where they stand', async () => {
  write(museum);
  await using bench = await open();

  expect(await search(bench, 'opening hours')).toBe(
    '1. Visit – Opening hours [visit.md#visit-opening-hours]: Open daily from ten to six, except Mondays. Last entry is at five.',
  );
  expect(await search(bench, 'price for adults')).toContain(
    '1. Visit – Prices [visit.md#visit-prices]: Who: Adults, Price: 12 euros Who: Children, Price: free Groups of ten get one ticket free. Dogs stay outside & wait.',
  );
  expect(await search(bench, 'flash photos')).toContain(
    '1. Can I take photos? [faq.json#can-i-take-photos]:',
  );
  expect(await search(bench, 'fire 1911')).toContain('[history/founding.txt#history-founding-txt]');
});

it('forgives accents, beginnings of words and slips', async () => {
  write(museum);
  await using bench = await open();

  for (const query of ['cafe', 'CAFÉ', 'floo', 'secnod floor']) {
    expect(await search(bench, query)).toContain('[faq.json#is-there-a-café]');
  }
  expect(await search(bench, 'parking')).toBe('Nothing was found for "parking". Try other words.');
});

it('puts sections with all the words before those with some', async () => {
  write({
    'a.md': '# Tickets\nTickets tickets tickets.\n# Group tickets\nFor groups.',
    'b.md': '# Groups\nGroups groups.',
  });
  await using bench = await open();

  expect((await search(bench, 'group tickets')).split('\n').map((line) => line.replace(/:.*/, ''))).toEqual([
    '1. Group tickets [a.md#group-tickets]',
    expect.stringMatching(/^2\. (Groups|Tickets)/),
    expect.stringMatching(/^3\. (Groups|Tickets)/),
  ]);
});

it('shows the stretch of a long section that holds the words', async () => {
  const filler = 'There is nothing of interest here at all. '.repeat(40);
  write({
    'long.txt': `${filler.trim()} The lost property office is behind the cloakroom. ${filler.trim()}`,
  });
  await using bench = await open({ snippetCharacters: 120 });

  const [, snippet = ''] = /\]: (.*)/.exec(await search(bench, 'lost property')) ?? [];

  expect(snippet).toMatch(/^…The lost property office is behind the cloakroom\. .*…$/);
  expect(snippet.length).toBeLessThanOrEqual(120);
});

it('finds words in scripts that do not write them apart', async () => {
  write({ 'ja.md': '# 営業時間\n博物館は毎日十時に開きます。\n# 料金\n大人は千円です。' });
  await using bench = await open();

  expect(await search(bench, '博物館')).toContain('[ja.md#営業時間]');
});

it('keeps to the length of a snippet where no spaces are, and shows the words there too', async () => {
  const filler = '何も面白いことはありません。'.repeat(200);
  write({ 'ja.md': `# 案内\n${filler}博物館は毎日十時に開きます。${filler}` });
  await using bench = await open({ snippetCharacters: 100 });

  const [, snippet = ''] = /\]: (.*)/.exec(await search(bench, '博物館')) ?? [];

  expect(snippet).toMatch(/^…博物館は毎日十時に開きます。.*…$/);
  expect(snippet.length).toBeLessThanOrEqual(100);
});

it('searches a long text without a pause that could be heard, wherever its words are', async () => {
  write({ 'prices.txt': 'ticket price today '.repeat(15_000) });
  await using bench = await open();

  const before = process.cpuUsage();
  const result = await search(bench, 'ticket price today');
  const { user } = process.cpuUsage(before);

  expect(result).toContain('[prices.txt#prices-txt]: ticket price today ticket');
  expect(user / 1_000).toBeLessThan(500);
});

it('divides a long section, so that all of it can be read', async () => {
  const sentences = Array.from(
    { length: 300 },
    (_, number) => `Rule ${number} says: do not touch exhibit ${number}.`,
  );
  write({ 'rules.md': `# Rules\n${sentences.join(' ')}\n# Exit\nBehind the shop.` });
  await using bench = await open();
  const texts: string[] = [];

  let next: string | undefined = 'rules.md#rules';
  while (next !== undefined) {
    const { result }: { result: string } = await bench.call('read_knowledge', { section: next });
    const [, text = '', id] = /^Rules\n([^\n]*)(?:\n\(It goes on in \[(.*)\]\.\))?$/.exec(result) ?? [];
    texts.push(text);
    next = id;
  }

  expect(texts.join(' ')).toBe(sentences.join(' '));
  expect(texts.map(({ length }) => length <= 4_000)).toEqual([true, true, true, true]);
  expect(await search(bench, 'exhibit 299')).toContain(
    '1. Rules [rules.md#rules-4]: Rule 298 says: do not touch exhibit 298. Rule 299',
  );
});

it('reads a section to its end', async () => {
  write(museum);
  await using bench = await open();

  expect((await bench.call('read_knowledge', { section: 'visit.md#visit-opening-hours' })).result).toBe(
    'Visit – Opening hours\nOpen daily from ten to six, except Mondays. Last entry is at five.',
  );
  expect(await bench.call('read_knowledge', { section: 'visit.md#parking' })).toMatchObject({
    outcome: 'failed',
    result: 'There is no section "visit.md#parking". Search first, and take what stands in brackets.',
  });
});

it('takes in what changes while the call goes on, and reads nothing else again', async () => {
  write(museum);
  await using bench = await open();
  expect(await search(bench, 'parking')).toContain('Nothing was found');
  write({
    'visit.md': '# Visit\nParking is free in the street.',
    'new.md': '# Bicycles\nRacks are at the door.',
  });
  rmSync(join(folder, 'faq.json'));

  expect(await search(bench, 'parking')).toContain('Nothing was found');
  await bench.clock.sleep(5_000);

  const results = await Promise.all(
    ['parking', 'bicycles', 'flash', 'opening'].map((query) => search(bench, query)),
  );
  expect(results.map((result) => /\[.*\]/.exec(result)?.[0])).toEqual([
    '[visit.md#visit]',
    '[new.md#bicycles]',
    undefined,
    undefined,
  ]);
  expect(bench.problems).toEqual([]);
});

it('leaves out what is hidden, linked, too large or broken, and says so once', async () => {
  write({
    'good.md': '# Good\nfindme',
    '.secret.md': 'findme',
    '.git/config.txt': 'findme',
    'big.txt': 'findme '.repeat(200),
    'broken.json': '{"findme":',
    'page.html': 'findme',
  });
  const outside = mkdtempSync(join(tmpdir(), 'duologue-outside-'));
  writeFileSync(join(outside, 'secret.md'), 'findme');
  symlinkSync(outside, join(folder, 'link'));
  symlinkSync(join(outside, 'secret.md'), join(folder, 'linked.md'));
  await using bench = await open({ maxFileBytes: 1_000 });

  expect(await search(bench, 'findme')).toBe('1. Good [good.md#good]: findme');
  await bench.clock.sleep(6_000);
  await search(bench, 'findme');
  rmSync(outside, { recursive: true });

  expect(bench.problems.map(({ plugin, error }) => [plugin, error.message])).toEqual([
    [
      'knowledge',
      'The plugin "knowledge" reports: big.txt cannot be searched: it has 1400 bytes, more than 1000',
    ],
    ['knowledge', expect.stringContaining('broken.json cannot be searched: ')],
  ]);
});

it('takes a file that goes away during the look for one that is gone', async () => {
  write(museum);
  let isGoing = false;
  // asked after the folder was listed, and before any file is looked at
  const extensions = Object.assign(['.md', '.json'], {
    some() {
      if (isGoing) rmSync(join(folder, 'faq.json'), { force: true });
      return true;
    },
  });
  await using bench = await open({ extensions });
  expect(await search(bench, 'flash photos')).toContain('[faq.json#can-i-take-photos]');
  await bench.clock.sleep(5_000);
  isGoing = true;

  expect(await search(bench, 'opening hours')).toContain('[visit.md#visit-opening-hours]');
  expect(await search(bench, 'flash photos')).toContain('Nothing was found');
  expect(bench.problems).toEqual([]);
});

it('starts no timers of its own where all files change', async () => {
  const page = (text: string, number: number) =>
    Array.from({ length: 50 }, (_, word) => `${text}${number}x${word}`).join(' ');
  const files = (text: string) =>
    Object.fromEntries(Array.from({ length: 30 }, (_, number) => [`${number}.md`, page(text, number)]));
  write(files('before'));
  await using bench = await open();
  write(files('afterwards'));
  await bench.clock.sleep(5_000);
  const setTimeout = vi.spyOn(globalThis, 'setTimeout');

  expect(await search(bench, 'afterwards17x3')).toContain('1. 17.md [17.md#17-md]: ');
  expect(await search(bench, 'before3x17')).toContain('Nothing was found');
  expect(setTimeout.mock.calls.filter(([, ms]) => ms === 10)).toEqual([]);
  setTimeout.mockRestore();
});

it('reads JSON with a byte order mark, and finds each thing of a list inside an object', async () => {
  write({
    'faq.json': `\uFEFF${JSON.stringify({ tags: ['a', 'b'], faq: JSON.parse(museum['faq.json']), hours: [{ day: 'Monday' }] })}`,
  });
  await using bench = await open();

  expect(await search(bench, 'flash photos')).toContain(
    '1. Can I take photos? [faq.json#can-i-take-photos]: ',
  );
  expect(await search(bench, 'Monday')).toBe('1. hours 1 [faq.json#hours-1]: day: Monday');
  expect(bench.problems).toEqual([]);
});

it('fails the start where the folder is missing', async () => {
  await expect(open({ folder: join(folder, 'gone') })).rejects.toMatchObject({
    code: 'BEFORE_CONNECT_FAILED',
  });
});

it('finds the one among hundreds of files', async () => {
  const lorem = 'ticket museum river opening guide floor garden painting sculpture visitor'.split(' ');
  write(
    Object.fromEntries(
      Array.from({ length: 300 }, (_, file) => [
        `f${file}.md`,
        `# Page ${file}\n${lorem.map((word, index) => `${word}${(file * 7 + index) % 97}`).join(' ')}`,
      ]),
    ),
  );
  await using bench = await open();

  expect(await search(bench, 'page 277')).toContain('[f277.md#page-277]');
});
