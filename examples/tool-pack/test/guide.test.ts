import { readFileSync } from 'node:fs';
import { checkClientTools, toClientToolConfig } from '@duologue/tools/codegen';
import { expect, it } from 'vitest';
import { bookingPack, TablesInMemory } from '../src/index.ts';

const tables = () => new TablesInMemory(new Map());
const here = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

it('is what the guide shows, word for word', () => {
  const sources = ['../src/booking-pack.ts', 'booking-pack.test.ts', 'replay.test.ts', 'guide.test.ts'].map(
    here,
  );
  const guide = here('../../../docs/guides/writing-a-tool-pack.md');
  const shown = [...guide.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code.trim());

  expect(shown.length).toBeGreaterThan(7);
  expect(shown.filter((code) => !sources.some((source) => tight(source).includes(tight(code))))).toEqual([]);
});

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
