/** The bridge alone in its process: it measures how late it sends, and reports when it is told to stop. */
import { CallServer } from '@duologue/audio-node';
import { Session } from '@duologue/core';
import { createRequire } from 'node:module';
import { summary } from './lateness.ts';
import { report } from './report.ts';
import { turnMs } from './turn.ts';

// the very module that the bridge uses, not another copy of it
const load = createRequire(new URL('../../packages/audio-node/package.json', import.meta.url));
const { WebSocket } = load('ws') as typeof import('ws');

const [agentUrl = '', calls = '200'] = process.argv.slice(2);
/** What the bridge sends ahead of real time, as its output says. */
const leadMs = 400;
const framesInTurn = turnMs / 20;
const latenessMs: number[] = [];
let measuring = false;

interface Turn {
  startMs: number;
  frames: number;
}
const turns = new WeakMap<object, Turn>();

// The n-th frame of a turn is due when the lead has room for it: the first ones at once, the others every 20 ms.
const original: unknown = Reflect.get(WebSocket.prototype, 'send');
WebSocket.prototype.send = function send(this: object, ...args: unknown[]) {
  const [data] = args;
  if (typeof data === 'string' && data.startsWith('{"event":"media"')) note(this);
  return (original as (...rest: unknown[]) => void).apply(this, args);
};

function note(socket: object): void {
  const nowMs = performance.now();
  let turn = turns.get(socket);
  // by their count and not by a pause: a bridge that stalls must not begin a turn that is in time
  if (!turn || turn.frames === framesInTurn) turns.set(socket, (turn = { startMs: nowMs, frames: 0 }));
  if (measuring) latenessMs.push(nowMs - (turn.startMs + Math.max(0, turn.frames * 20 - leadMs)));
  turn.frames += 1;
}

const problems: string[] = [];
const server = await CallServer.start({
  maxCalls: Number(calls),
  drainMs: 0,
  // as the guide says for many calls on one core: a third of the messages to the service, 40 ms later
  answer: (call) => new Session({ url: agentUrl, plugins: [call], frameMs: 60 }),
  onProblem: (error) => problems.push((error as Error).message),
});
await report({ port: server.port });
process.on('message', (order: string) => void obey(order));

async function obey(order: string): Promise<void> {
  if (order === 'measure') measuring = true;
  if (order !== 'stop') return;
  measuring = false;
  const { rss } = process.memoryUsage();
  const cpuS = (process.cpuUsage().user + process.cpuUsage().system) / 1e6;
  await report({
    ...summary(latenessMs),
    calls: server.calls.length,
    problems,
    rssMb: Math.round(rss / 1e6),
    cpuS,
  });
  await server.stop();
  process.exit();
}
