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
/** What the bridge sends ahead of real time at the least. */
const leadMs = 400;
/** Frames that leave together. */
const framesTogether = 5;
const framesInTurn = turnMs / 20;
const latenessMs: number[] = [];
let measuring = false;

interface Turn {
  startMs: number;
  frames: number;
}
const turns = new WeakMap<object, Turn>();

// The first frames of a turn are due at once, and the others when the lead falls short: five at a time, all of them when the first one is, so that
// none counts as early that makes up for one that is late.
type Send = (this: object, data: unknown, options?: unknown, done?: unknown) => void;
const original = Reflect.get(WebSocket.prototype, 'send') as Send;
WebSocket.prototype.send = function send(this: object, data: unknown, options?: unknown, done?: unknown) {
  if (typeof data === 'string' && data.startsWith('{"event":"media"')) note(this);
  original.call(this, data, options, done);
};

function note(socket: object): void {
  const nowMs = performance.now();
  let turn = turns.get(socket);
  // by their count and not by a pause: a bridge that stalls must not begin a turn that is in time
  if (!turn || turn.frames === framesInTurn) turns.set(socket, (turn = { startMs: nowMs, frames: 0 }));
  const dueFrame = turn.frames - (turn.frames % framesTogether);
  if (measuring) latenessMs.push(nowMs - (turn.startMs + Math.max(0, dueFrame * 20 - leadMs)));
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
