import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkClientTools, toClientToolConfig } from '@duologue/tools/codegen';
import { expect, it } from 'vitest';
import { bookingPack, TablesInMemory } from '../examples/tool-pack/src/index.ts';

const tables = () => new TablesInMemory(new Map());
const here = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const template = '../examples/tool-pack';

const guide = here('../docs/guides/writing-a-tool-pack.md');
const blocks = [...guide.matchAll(/(?:<!-- (\S+) -->\n\n)?```ts\n([\s\S]*?)```/g)].map(
  ([, file, code = '']) => ({ file, code }),
);
it('is what the guide shows, word for word', () => {
  const sources = [`${template}/test/booking-pack.test.ts`, 'writing-a-tool-pack.test.ts'].map(here);
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

    expect(tight(shown.join(''))).toBe(tight(here(`${template}/${path}`)));
  },
);

/** Code without its layout, which depends on how far it is indented. */
function tight(code: string): string {
  return code.replaceAll(/\s+/g, '').replaceAll(/,(?=[)\]}])/g, '');
}

it('reads nothing that stands beside the template, which is there to be copied', () => {
  const folder = fileURLToPath(new URL(template, import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.includes('node_modules'),
  );
  const up = (file: string) => '../'.repeat(file.split(sep).length);

  expect(files.length).toBeGreaterThan(4);
  expect(files.filter((file) => readFileSync(join(folder, file), 'utf8').includes(up(file)))).toEqual([]);
});

it('fits into 40 lines', () => {
  expect(here(`${template}/src/booking-pack.ts`).trim().split('\n').length).toBeLessThan(40);
});

it('knows the agent that it configures', () => {
  const configuration = bookingPack(tables()).tools.map(toClientToolConfig);

  expect(configuration.map(({ name }) => name)).toEqual(['find_tables', 'book_table']);
  expect(checkClientTools(bookingPack(tables()).tools, configuration)).toEqual([]);
});
