import { prepareScenario } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { foreignCall, playToOtherProcess } from '../support/second-process.ts';

it('gives one canonical trace to a client in another process, 40 times', async () => {
  const prepared = await prepareScenario(foreignCall);
  const hashes = new Set<string>();
  for (let run = 0; run < 40; run += 1) hashes.add(await playToOtherProcess(prepared));
  console.log(`client in another process: ${hashes.size} canonical trace in 40 runs`);
  expect([...hashes]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
});
