import { fileURLToPath } from 'node:url';
import { ToolBench } from '@duologue/testkit';
import { expect } from 'vitest';
import { memoryPack } from '../../src/memory/index.ts';
import { killInTheMiddle } from '../kill-in-the-middle.ts';

const script = fileURLToPath(new URL('write-until-killed.ts', import.meta.url));

/** Kills a process between two of its 1,000 writes, and expects each one that it had acknowledged in the file. */
export async function expectAcknowledgedWrites(file: string, killAfterPairs: number): Promise<void> {
  const acknowledged = await killInTheMiddle(script, [file], killAfterPairs - 1);

  await using bench = await ToolBench.open(memoryPack({ file }));
  const ask = async (tool: string, parameters: object) => (await bench.call(tool, parameters)).result;
  const items = (await ask('read_list', { list: 'log' })).match(/item \d+/g) ?? [];
  const indexes = Array.from({ length: acknowledged + 1 }, (_, index) => index);

  expect(acknowledged).toBeLessThan(499);
  expect(items.slice(0, acknowledged + 1)).toEqual(indexes.map((index) => `item ${index}`));
  for (const index of indexes) expect(await ask('recall', { key: `fact ${index}` })).toBe(`value ${index}`);
}
