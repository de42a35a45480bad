/**
 * Many phone calls at once, at real-time pace: the bridge in one process, the callers and the agents in a second, and a third that only measures
 * how late timers are on this machine. Ends with 1 where the bridge is more than 40 ms later than that.
 * node --conditions=@duologue/source --import=tsx bench/phone/run.ts [calls=200] [seconds=60]
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lateness } from './lateness.ts';

const [calls = 200, seconds = 60] = process.argv.slice(2).map(Number);
const warmUpS = 10;
const target = 40;

const start = (file: string, ...args: string[]) =>
  fork(join(import.meta.dirname, file), args, {
    execArgv: ['--conditions=@duologue/source', '--import=tsx'],
  });
const answer = async <T>(child: ChildProcess) => (await once(child, 'message'))[0] as T;

const peers = start('peers.ts');
const { agentUrl } = await answer<{ agentUrl: string }>(peers);
const bridge = start('bridge.ts', agentUrl, String(calls));
const { port } = await answer<{ port: number }>(bridge);
const idle = start('idle.ts');

peers.send({ dial: calls, port });
await answer(peers);
console.log(`${calls} calls are connected; warming up for ${warmUpS} s, then measuring for ${seconds} s`);
await sleep(warmUpS * 1_000);
bridge.send('measure');
idle.send('measure');
await sleep(seconds * 1_000);

bridge.send('stop');
const sent = await answer<Lateness & { calls: number; problems: string[]; rssMb: number; cpuS: number }>(
  bridge,
);
idle.send('stop');
const timers = await answer<Lateness>(idle);
peers.send({ stop: true });
const far = await answer<Lateness & { heardS: number }>(peers);

const line = (name: string, { count, p50, p99, max }: Lateness) =>
  console.log(`${name.padEnd(28)} p50 ${p50} ms   p99 ${p99} ms   max ${max} ms   (${count} measured)`);
line('frames of 20 ms to callers', sent);
line('timers of the machine', timers);
line('timers of callers, agents', far);
console.log(
  `${sent.calls} calls still up, ${sent.problems.length} problems, ${sent.rssMb} MB, ${sent.cpuS.toFixed(0)} s of CPU, ${far.heardS} s heard by all callers`,
);
for (const problem of new Set(sent.problems)) console.log(`  ${problem}`);
const over = sent.p99 - timers.p99;
const passed = over <= target && sent.calls === calls && sent.problems.length === 0;
console.log(
  `${passed ? '✓' : '✗'} p99 is ${over.toFixed(1)} ms over the machine's own (at most ${target} ms)`,
);
process.exitCode = passed ? 0 : 1;
