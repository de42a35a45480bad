import { prepareScenario } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { foreignCall, playToOtherProcess } from '../support/second-process.ts';

it('gives one canonical trace to a client in another process, in real time', async () => {
  const prepared = await prepareScenario(foreignCall);
  const hashes = await Promise.all([playToOtherProcess(prepared), playToOtherProcess(prepared)]);
  expect([new Set(hashes).size, hashes[0]]).toEqual([1, expect.stringMatching(/^[0-9a-f]{64}$/)]);
});
