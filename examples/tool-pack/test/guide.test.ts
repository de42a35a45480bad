import { readFileSync } from 'node:fs';
import { checkClientTools, toClientToolConfig } from '@duologue/tools/codegen';
import { expect, it } from 'vitest';
import { bookingPack, TablesInMemory } from '../src/index.ts';

const tables = () => new TablesInMemory(new Map());
const here = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

const guide = here('../../../docs/guides/writing-a-tool-pack.md');
const blocks = [...guide.matchAll(/(?:<!-- (\S+) -->\n\n)?```ts\n([\s\S]*?)```/g)].map(
  ([, file, code = '']) => ({ file, code }),
);
it('is what the guide shows, word for word', () => {
  const sources = ['booking-pack.test.ts', 'guide.test.ts'].map(here);
  const parts = blocks.filter(({ file }) => file === undefined);

  expect(parts.length).toBeGreaterThan(2);
  expect(parts.filter(({ code }) => !sources.some((source) => tight(source).includes(tight(code))))).toEqual(
    [],
  );
});

it.each(['src/booking-pack.ts', 'src/tables.ts', 'src/index.ts', 'test/replay.test.ts'])(
  'leaves nothing of %s out of the guide: who types it in has it',
  (path) => {
    const file = path.replace(/.*\//, '');
    const shown = blocks.filter((block) => block.file === file).map(({ code }) => code);

    expect(tight(shown.join(''))).toBe(tight(here(`../${path}`)));
  },
);

/** Code without its layout, which depends on how far it is indented. */
function tight(code: string): string {
  return code.replaceAll(/\s+/g, '').replaceAll(/,(?=[)\]}])/g, '');
}

it('fits into 40 lines', () => {
  expect(here('../src/booking-pack.ts').trim().split('\n').length).toBeLessThan(40);
});

it('knows the agent that it configures', () => {
  const configuration = bookingPack(tables()).tools.map(toClientToolConfig);

  expect(configuration.map(({ name }) => name)).toEqual(['find_tables', 'book_table']);
  expect(checkClientTools(bookingPack(tables()).tools, configuration)).toEqual([]);
});
