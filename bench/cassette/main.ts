import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { cassette, MemoryServer, VirtualClock, type PreparedCassette } from '@duologue/testkit';
import { inTurn } from '../testkit/median.ts';
import { writeLongCall } from './long-call.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** How much longer than reading its lines a replay may take. */
const mostRatio = 4;
/** How much more memory a call may take that is ten times as long. */
const mostGrowth = 2;

const rounds = Number(process.argv[2] ?? 15);
const folder = mkdtempSync(join(tmpdir(), 'bench-cassette-'));
try {
  const halfHour = join(folder, 'half-hour.cassette.yaml');
  const fiveHours = join(folder, 'five-hours.cassette.yaml');
  writeLongCall(halfHour, { exchanges: 61 });
  writeLongCall(fiveHours, { exchanges: 610 });
  const frames = await readLines(halfHour);
  const sent = await replayOnce(halfHour);
  for (let warmUp = 0; warmUp < 3; warmUp += 1) {
    await replayOnce(halfHour);
    await readLines(halfHour);
  }
  const [replayMs, readMs] = await inTurn(
    rounds,
    () => replayOnce(halfHour),
    () => readLines(halfHour),
  );
  peakOf(halfHour); // what is compiled and kept for ever is not the cassette's
  const [short, long] = [peakOf(halfHour), peakOf(fiveHours)];
  const ratio = replayMs / readMs;
  if (ratio > mostRatio || long > mostGrowth * short) process.exitCode = 1;
  console.log(`medians of ${rounds} rounds on Node ${process.version}

a call of 30 minutes    ${frames} frames, ${sent} of them sent to the client
replay in memory        ${replayMs.toFixed(1)} ms; reading and parsing its lines ${readMs.toFixed(1)} ms; ratio ${ratio.toFixed(2)} (limit ${mostRatio})
memory while replaying  ${(short / 1024).toFixed(0)} kB; of a call ten times as long ${(long / 1024).toFixed(0)} kB (limit ${mostGrowth} times; the audio of the short one is ${((frames * 16) / 1024).toFixed(0)} MB and more)`);
} finally {
  rmSync(folder, { recursive: true });
}

/** A loop that only reads and parses the lines of a cassette; the result is how many there are. */
async function readLines(file: string): Promise<number> {
  let count = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (!line.startsWith('- ')) continue;
    JSON.parse(line.slice(2));
    count += 1;
  }
  return count;
}

/** Plays a cassette to a client that answers what has to be answered; the result is how many frames it got. */
async function replayOnce(file: string): Promise<number> {
  const clock = new VirtualClock();
  const server = new MemoryServer(cassette(file, { plays: [], listens: false }), { clock });
  const { transport } = server.client();
  let received = 0;
  const closed = new Promise<void>((resolve) => {
    const connection = transport.connect(
      { url: 'ws://memory', protocols: [], headers: {}, initiation: [] },
      {
        opened: () => connection.send('{"type":"conversation_initiation_client_data"}'),
        received(frame) {
          received += 1;
          const text = String(frame);
          if (text.startsWith('{"type":"audio"')) return;
          const message = JSON.parse(text) as Message;
          const { client_tool_call: call, ping_event: ping } = message;
          if (call)
            connection.send(
              JSON.stringify({
                type: 'client_tool_result',
                tool_call_id: call.tool_call_id,
                result: 'found',
                is_error: false,
              }),
            );
          if (ping) connection.send(JSON.stringify({ type: 'pong', event_id: ping.event_id }));
        },
        closed: () => resolve(),
      },
    );
  });
  await closed;
  clock[Symbol.dispose]();
  const [conversation] = server.conversations;
  if (conversation?.failure) throw conversation.failure;
  return received;
}

/** The most memory that an engine holds while it plays a cassette whose frames are dropped as they come, in bytes beyond what it begins with. */
function peakOf(file: string): number {
  const begin = inUse();
  const engine = cassette(file, { plays: [], listens: false }).createEngine({
    seed: 1,
    patienceMs: 1_000,
    strict: true,
  });
  let nowMs = 0;
  let [peak, handled] = [0, 0];
  const waiting: EngineEvent[] = [
    { type: 'opened' },
    { type: 'message', message: { type: 'conversation_initiation_client_data' } },
  ];
  while (engine.state === 'running') {
    const event = waiting.shift() ?? { type: 'tick' as const };
    if (event.type === 'tick') nowMs = Math.max(nowMs, engine.wakeAtMs ?? nowMs);
    for (const effect of engine.handle(event, { nowMs, playedMs: undefined })) {
      if (effect.do === 'fail') throw new Error(effect.facts.cause);
      const { client_tool_call: call, ping_event: ping } = (
        effect.do === 'send' ? effect.message : {}
      ) as Message;
      const { tool_call_id } = call ?? {};
      if (call)
        waiting.push({
          type: 'message',
          message: { type: 'client_tool_result', tool_call_id, result: 'found', is_error: false },
        });
      if (ping) waiting.push({ type: 'message', message: { type: 'pong', event_id: ping.event_id } });
    }
    handled += 1;
    if (handled % 20 === 0) peak = Math.max(peak, inUse() - begin);
  }
  return peak;
}

/** What is in use once everything is collected that can be, in bytes. */
function inUse(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

type EngineEvent = Parameters<ReturnType<PreparedCassette['createEngine']>['handle']>[0];

interface Message {
  readonly client_tool_call?: { readonly tool_call_id: string };
  readonly ping_event?: { readonly event_id: number };
}
