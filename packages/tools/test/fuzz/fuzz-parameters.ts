import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tool } from '@duologue/core';
import { ToolBench } from '@duologue/testkit';
import fc from 'fast-check';
import { Check } from 'typebox/schema';
import { afterAll, expect } from 'vitest';
import { withPolicies, type ToolPack, type ToolPolicy } from '../../src/index.ts';
import { allPacks, fillFolder } from './all-packs.ts';
import { arbitraryParameters } from './arbitrary-parameters.ts';
import { withoutRejections } from './without-rejections.ts';

const folder = mkdtempSync(join(tmpdir(), 'duologue-fuzz-'));
fillFolder(folder);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Every tool of every pack, by name. */
export const tools: readonly (readonly [name: string, tool: Tool<never>])[] = allPacks(folder)
  .flatMap((pack) => pack.tools)
  .map((tool) => [tool.name, tool] as const);

/** What has reached a handler, in whose place it stands. */
class Watch implements ToolPolicy {
  readonly schemas = new Map<string, object>();
  reached: unknown;

  readonly wrap: ToolPolicy['wrap'] = (inner) => {
    this.schemas.set(inner.name, inner.parameters as object);
    return { ...inner, run: (parameters) => ((this.reached = parameters), 'ok') };
  };
}

/** Calls a tool with this many random objects: what does not fit its schema never reaches the handler, and is told in one sentence. */
export async function fuzzParameters(name: string, tool: Tool<never>, numRuns: number): Promise<void> {
  const watch = new Watch();
  await using bench = await ToolBench.open([withPolicies(tool, watch)]);
  await withoutRejections(() => fuzzTool(bench, watch, name, numRuns));
}

/** The same for every tool of a pack that knows its tools only when the conversation begins. Returns their names. */
export async function fuzzPack(pack: ToolPack, numRuns: number): Promise<string[]> {
  const watch = new Watch();
  await using bench = await ToolBench.open(withPolicies(pack, watch));
  const names = [...watch.schemas.keys()];
  await withoutRejections(async () => {
    for (const name of names) await fuzzTool(bench, watch, name, numRuns);
  });
  return names;
}

async function fuzzTool(bench: ToolBench, watch: Watch, name: string, numRuns: number): Promise<void> {
  const schema = watch.schemas.get(name) ?? {};
  let invalid = 0;
  await fc.assert(
    fc.asyncProperty(arbitraryParameters(schema), async (given) => {
      const parameters = JSON.parse(JSON.stringify(given)) as Record<string, unknown>;
      watch.reached = undefined;
      const { outcome, result } = await bench.call(name, parameters);
      // judged by another validator than the one under test
      const fits = Check(schema, parameters);
      invalid += fits ? 0 : 1;
      expect({ outcome, reached: watch.reached }).toEqual({
        outcome: fits ? 'succeeded' : 'invalid_parameters',
        reached: fits ? parameters : undefined,
      });
      expect(fits ? '`a` is missing.' : result).toMatch(/^(`[^\n]+`|The parameters) [^\n]+\.$/u);
      expect(result.length).toBeLessThan(1_500);
    }),
    { numRuns, seed: 7 },
  );
  // a schema without any wishes is missed by nothing
  const takesAnything = Check(schema, { surprise: 1 }) && Check(schema, {});
  if (!takesAnything) expect(invalid).toBeGreaterThan(numRuns / 10);
}
