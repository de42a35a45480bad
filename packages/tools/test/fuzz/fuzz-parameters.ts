import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tool } from '@duologue/core';
import { ToolBench } from '@duologue/testkit';
import fc from 'fast-check';
import { Check } from 'typebox/schema';
import { afterAll, expect } from 'vitest';
import { withPolicies } from '../../src/index.ts';
import { allPacks } from './all-packs.ts';
import { arbitraryParameters } from './arbitrary-parameters.ts';

const folder = mkdtempSync(join(tmpdir(), 'duologue-fuzz-'));
writeFileSync(join(folder, 'a.md'), '# A\nText.');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every tool of every pack, by name. */
export const tools: readonly (readonly [name: string, tool: Tool<never>])[] = allPacks(folder)
  .flatMap((pack) => pack.tools)
  .map((tool) => [tool.name, tool] as const);

/** Calls a tool with this many random objects: what does not fit its schema never reaches the handler, and is told in one sentence. */
export async function fuzzParameters(name: string, tool: Tool<never>, numRuns: number): Promise<void> {
  const schema = tool.parameters as object;
  let reached: unknown;
  const watched = withPolicies(tool, {
    wrap: (inner) => ({ ...inner, run: (parameters) => ((reached = parameters), 'ok') }),
  });
  await using bench = await ToolBench.open([watched]);
  let invalid = 0;

  await fc.assert(
    fc.asyncProperty(arbitraryParameters(schema), async (given) => {
      const parameters = JSON.parse(JSON.stringify(given)) as Record<string, unknown>;
      reached = undefined;
      const { outcome, result } = await bench.call(name, parameters);
      // judged by another validator than the one under test
      const fits = Check(schema, parameters);
      invalid += fits ? 0 : 1;
      expect({ outcome, reached }).toEqual({
        outcome: fits ? 'succeeded' : 'invalid_parameters',
        reached: fits ? parameters : undefined,
      });
      expect(fits ? '`a` is missing.' : result).toMatch(/^(`[^\n]+`|The parameters) [^\n]+\.$/u);
      expect(result.length).toBeLessThan(1_500);
    }),
    { numRuns, seed: 7 },
  );

  expect(invalid).toBeGreaterThan(numRuns / 10);
}
