import { prepareScenario } from '@duologue/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { listen, realWork, replayRealWork } from '../support/real-work.ts';

it('never lets a timeout fire while a tool reads a file, fetches a page and runs a command, 1,000 times', async () => {
  const { address, server } = await listen();
  onTestFinished(() => void server.close());
  const prepared = await prepareScenario(realWork);
  let longestMs = 0;
  for (let run = 0; run < 1_000; run += 1)
    longestMs = Math.max(longestMs, await replayRealWork(prepared, address));
  console.log(`real work: 1,000 of 1,000 without a timeout, at most ${longestMs} ms of virtual time`);
  expect(longestMs).toBeLessThan(5_000);
});
