import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const docs = join(import.meta.dirname, '../../../docs');

/** One row of the table in `docs/client-defects.md`. */
interface Row {
  readonly number: number;
  readonly here: string;
  readonly tests: readonly { readonly title: string; readonly path: string }[];
}

function rowOf(line: string): Row | undefined {
  const [, number, , here = '', tests = ''] = line.split('|').map((cell) => cell.trim());
  if (!/^\d+$/.test(number ?? '')) return undefined;
  const links = [...tests.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)];
  return { number: Number(number), here, tests: links.map(([, title = '', path = '']) => ({ title, path })) };
}

async function readRows(): Promise<Row[]> {
  const lines = (await readFile(join(docs, 'client-defects.md'), 'utf8')).split('\n');
  return lines.map(rowOf).filter((row) => row !== undefined);
}

/** The titles of the tests in a source that run: tests are flat, so each begins with its own line, and none is skipped or left to do. */
function titlesIn(source: string): Set<string> {
  const tests = source.split(/^(?=it\b)/m).filter((test) => !/\bskip\(/.test(test));
  const titles = tests.map(
    (test) =>
      /^it\(\s*'((?:[^'\\]|\\.)+)'/.exec(test)?.[1] ??
      /^it\.each\b[^]*?\)\(\s*'((?:[^'\\]|\\.)+)'/.exec(test)?.[1],
  );
  return new Set(titles.filter((title) => title !== undefined));
}

it('has a row for every one of the 55 defects', async () => {
  expect((await readRows()).map(({ number }) => number)).toEqual(
    Array.from({ length: 55 }, (_, index) => index + 1),
  );
});

it('names a test that exists, or says why the defect cannot happen', async () => {
  const missing: string[] = [];
  for (const { number, here, tests } of await readRows()) {
    if (tests.length === 0 && !here.startsWith('Cannot happen'))
      missing.push(`${number}: neither test nor reason`);
    for (const { title, path } of tests) {
      const source = await readFile(join(docs, path), 'utf8').catch(() => '');
      if (!titlesIn(source).has(title)) missing.push(`${number}: ${title} (${path})`);
    }
  }
  expect(missing).toEqual([]);
});

it('takes no test for one that is skipped, left to do, bound to fail or called by another name', () => {
  const titles = titlesIn(
    [
      "it('runs', () => {});",
      "it.each([\n  ['one', () => 1],\n])('runs with %s', () => {});",
      "it.skip('skipped', () => {});",
      "it.skip.each([1])('skipped with %i', () => {});",
      "it.each([1]).skip('skipped otherwise with %i', () => {});",
      "it.skipIf(true)('skipped here', () => {});",
      "it.todo('left to do');",
      "it.fails('bound to fail', () => {});",
      "it('skips itself', ({ skip }) => skip());",
      "  it('nested', () => {});",
      "hooks.ended.tap('no test', () => {});",
    ].join('\n'),
  );
  expect([...titles]).toEqual(['runs', 'runs with %s']);
});

it('shows at least 40 of them with a test', async () => {
  expect((await readRows()).filter(({ tests }) => tests.length > 0).length).toBeGreaterThanOrEqual(40);
});
