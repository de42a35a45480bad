import { expect, it } from 'vitest';
import { prepareScenario } from '@duologue/testkit';
import { callScenario, replayCall } from '../support/voice-call.ts';

it('gives the same canonical trace in every run, in memory and over sockets', async () => {
  const prepared = await prepareScenario(callScenario);
  const hashes = new Set<string>();
  for (let run = 0; run < 10; run += 1) hashes.add(await replayCall(prepared));
  for (let run = 0; run < 3; run += 1) hashes.add(await replayCall(prepared, { door: 'sockets' }));
  expect(hashes.size).toBe(1);
});

it('gives the same canonical trace to conversations at the same time', async () => {
  const prepared = await prepareScenario(callScenario);
  const hashes = await Promise.all([
    replayCall(prepared),
    replayCall(prepared),
    replayCall(prepared, { door: 'sockets' }),
    replayCall(prepared, { door: 'sockets' }),
  ]);
  expect(new Set(hashes).size).toBe(1);
});

it('gives the same canonical trace with other ids', async () => {
  const prepared = await prepareScenario(callScenario);
  expect(await replayCall(prepared, { seed: 77 })).toBe(await replayCall(prepared));
});
