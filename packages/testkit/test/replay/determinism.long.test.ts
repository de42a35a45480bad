import { fork, type ChildProcess } from 'node:child_process';
import { cpus } from 'node:os';
import { afterAll, expect, it } from 'vitest';
import { prepareScenario } from '@duologue/testkit';
import { callScenario, replayCall } from '../support/voice-call.ts';

const burners: ChildProcess[] = [];
afterAll(() => {
  for (const burner of burners) burner.kill('SIGKILL');
});

it('gives one canonical trace in 1,000 runs in memory', async () => {
  const hashes = await runs(1_000, 'memory');
  console.log(`memory: ${hashes.size} canonical trace in 1,000 runs`);
  expect(hashes.size).toBe(1);
});

it('gives the same canonical trace in 200 runs over sockets while every core is busy', async () => {
  for (const _core of cpus()) burners.push(fork(new URL('../support/burn.mjs', import.meta.url)));
  const [memory, sockets] = [await runs(1, 'memory'), await runs(200, 'sockets')];
  console.log(`sockets, cores busy: ${sockets.size} canonical trace in 200 runs`);
  expect([...sockets]).toEqual([...memory]);
});

async function runs(count: number, door: 'memory' | 'sockets'): Promise<Set<string>> {
  const prepared = await prepareScenario(callScenario);
  const hashes = new Set<string>();
  for (let run = 0; run < count; run += 1) hashes.add(await replayCall(prepared, { door }));
  return hashes;
}
