import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { allPacks, packsByFunction } from './all-packs.ts';

const here = (path: string) => new URL(path, import.meta.url);

it('tries every pack that the package exports', async () => {
  const { exports } = JSON.parse(readFileSync(here('../../package.json'), 'utf8')) as {
    exports: Record<string, { '@duologue/source'?: string }>;
  };
  const sources = Object.values(exports).flatMap((entry) => entry['@duologue/source'] ?? []);
  const entries = await Promise.all(
    sources.map((source) => import(here(`../../${source}`).href) as Promise<object>),
  );
  const packs = entries
    .flatMap((entry) => Object.keys(entry))
    .filter((name) => /^[a-z]+(?:[A-Z][a-z]+)*Pack$/.test(name));

  expect(packs.filter((name) => name !== 'toolPack').sort()).toEqual(
    [...Object.keys(packsByFunction('.')), 'mcpPack'].sort(),
  );
});

it('tries every tool that the guide names', () => {
  const guide = readFileSync(here('../../../../docs/guides/tool-packs.md'), 'utf8');
  const rows = [...guide.matchAll(/^\| `\/[a-z-]+`[^|]*\|[^|]*\|([^|]*)\|/gm)].map(([, tools = '']) => tools);
  const named = rows.flatMap((tools) => [...tools.matchAll(/`([a-z_]+)`/g)].map(([, name = '']) => name));

  const tools = allPacks('.').flatMap((pack) => pack.tools.map(({ name }) => name));
  expect(named.filter((name) => name !== 'contacts').sort()).toEqual(tools.sort());
});
