import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToolBench } from '@duologue/testkit';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { allPacks } from './all-packs.ts';
import { arbitraryParameters } from './arbitrary-parameters.ts';

const folder = mkdtempSync(join(tmpdir(), 'duologue-fuzz-'));
writeFileSync(join(folder, 'a.md'), '# A\nText.');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Errors of the machine, not of what was asked. */
const accident = /is not a function|[cC]annot read prop|\bundefined\b|ENOENT|\[object|NaN/;

describe('whatever fits the schema gets an answer in words', () => {
  it.each(allPacks(folder).flatMap((pack) => pack.tools.map(({ name }) => [name, pack] as const)))(
    '%s',
    async (name, pack) => {
      const rejections: unknown[] = [];
      const onRejection = (reason: unknown) => rejections.push(reason);
      process.on('unhandledRejection', onRejection);
      await using bench = await ToolBench.open(
        allPacks(folder).find((one) => one.name === pack.name) ?? pack,
      );
      const schema = pack.tools.find((tool) => tool.name === name)?.parameters as object;

      await fc.assert(
        fc.asyncProperty(arbitraryParameters(schema), async (parameters) => {
          const { outcome, result } = await bench.call(
            name,
            JSON.parse(JSON.stringify(parameters)) as object,
          );
          expect(['succeeded', 'failed', 'invalid_parameters']).toContain(outcome);
          expect(result).not.toBe('');
          expect(result.replaceAll(JSON.stringify(parameters).slice(1, -1), '')).not.toMatch(accident);
        }),
        { numRuns: 60, seed: 11 },
      );

      process.off('unhandledRejection', onRejection);
      expect(rejections).toEqual([]);
    },
    20_000,
  );
});
