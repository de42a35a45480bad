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

/** The titles of the tests in a file: a string, followed by the test itself. */
async function titlesIn(path: string): Promise<Set<string>> {
  const source = await readFile(path, 'utf8');
  const found = source.matchAll(/\(\s*'((?:[^'\\]|\\.)+)',\s*(?:async )?\(/g);
  return new Set([...found].map(([, title = '']) => title));
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
      const titles = await titlesIn(join(docs, path)).catch(() => new Set<string>());
      if (!titles.has(title)) missing.push(`${number}: ${title} (${path})`);
    }
  }
  expect(missing).toEqual([]);
});

it('shows at least 40 of them with a test', async () => {
  expect((await readRows()).filter(({ tests }) => tests.length > 0).length).toBeGreaterThanOrEqual(40);
});
