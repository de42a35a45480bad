import { readFile } from 'node:fs/promises';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { referenceFile, referenceText } from '../../../scripts/hook-reference/reference-file.ts';
import { hooksUnderTest } from './hooks-under-test.ts';

const reference = await readFile(referenceFile, 'utf8');

it('is what `pnpm generate` makes of the doc comments', async () => {
  expect(reference).toBe(await referenceText());
});

it('describes every hook, in the order and with the kind of the table', () => {
  const described = [...reference.matchAll(/^### `(\w+)`\n\n_(\w+)_ · \S/gm)].map(([, name, kind]) => [
    name,
    kind,
  ]);
  const { hooks } = hooksUnderTest();

  expect(described).toEqual(Object.entries(hooks).map(([name, { kind }]) => [name, kind]));
});

it('has no link that leads nowhere', () => {
  const headings = [...reference.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!.replaceAll('`', '').toLowerCase(),
  );
  const links = [...reference.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);

  expect(links.length).toBeGreaterThan(Object.keys(hooksUnderTest().hooks).length);
  expect(links.filter((anchor) => !headings.includes(anchor!))).toEqual([]);
});

const examples = [...reference.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!);

it.each(examples)('shows an example that runs: %s', (code) => {
  const { tappable, hooks } = hooksUnderTest();

  runInNewContext(code, { hooks: tappable, console });

  expect(Object.values(hooks).filter(({ isUsed }) => isUsed)).toHaveLength(1);
});
