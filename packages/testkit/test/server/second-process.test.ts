import { prepareScenario } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { foreignCall, playToOtherProcess } from '../support/second-process.ts';

it('gives one canonical trace to a client in another process, in real time', async () => {
  const prepared = await prepareScenario(foreignCall);
  const hashes = await Promise.all([playToOtherProcess(prepared), playToOtherProcess(prepared)]);
  expect([new Set(hashes).size, hashes[0]]).toEqual([1, expect.stringMatching(/^[0-9a-f]{64}$/)]);
});

it('does not take a client that never connects for one that played the call', async () => {
  const prepared = await prepareScenario(foreignCall);
  const missing = new URL('no-such-client.mjs', import.meta.url);
  await expect(playToOtherProcess(prepared, missing)).rejects.toThrow('nobody has connected');
});
