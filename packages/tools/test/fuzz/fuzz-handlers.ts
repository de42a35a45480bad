import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToolBench } from '@duologue/testkit';
import fc from 'fast-check';
import { expect } from 'vitest';
import { allPacks, fillFolder } from './all-packs.ts';
import { arbitraryParameters } from './arbitrary-parameters.ts';
import { withoutRejections } from './without-rejections.ts';

/** Errors of the machine, not of what was asked. */
const accident = /is not a function|[cC]annot read prop|\bundefined\b|ENOENT|\[object|NaN/;

/** The names of all tools, each with its pack. */
export const toolNames: readonly (readonly [tool: string, pack: string])[] = allPacks('.').flatMap((pack) =>
  pack.tools.map((tool) => [tool.name, pack.name] as const),
);

/** Calls a tool, handler and all, with random parameters: each call has to end in words, and none may leave a rejection behind. */
export async function fuzzHandler(toolName: string, packName: string, numRuns: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'duologue-fuzz-'));
  fillFolder(folder);
  try {
    const pack = allPacks(folder).find(({ name }) => name === packName) as ReturnType<
      typeof allPacks
    >[number];
    const schema = pack.tools.find(({ name }) => name === toolName)?.parameters as object;
    await using bench = await ToolBench.open(pack);
    await withoutRejections(() => callOften(bench, toolName, schema, numRuns));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Calls one tool of a bench with random parameters. */
export async function callOften(
  bench: ToolBench,
  toolName: string,
  schema: object,
  numRuns: number,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(arbitraryParameters(schema), async (given) => {
      const parameters = JSON.parse(JSON.stringify(given)) as object;
      const { outcome, result } = await bench.call(toolName, parameters);
      const own = JSON.stringify(parameters).slice(1, -1);
      expect(['succeeded', 'failed', 'invalid_parameters']).toContain(outcome);
      expect(result).not.toBe('');
      expect(result.replaceAll(own, '')).not.toMatch(accident);
    }),
    { numRuns, seed: 11 },
  );
}
