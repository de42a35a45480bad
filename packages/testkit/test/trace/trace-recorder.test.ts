import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Session, type Transport } from '@duologue/core';
import {
  MemoryServer,
  prepareScenario,
  scenario,
  TraceRecorder,
  VirtualClock,
  type Step,
  type TraceEntry,
} from '@duologue/testkit';
import { expect, it, onTestFinished } from 'vitest';

const call = scenario('call', ({ server }) => [server.metadata(), server.say('Hello.'), server.close()]);
const refusal: { readonly steps: readonly Step[] } = scenario('refusal', ({ server }) => [
  server.close({ code: 3000, reason: 'who are you?' }),
]);

/** A session with a recorder, whose first call is refused and whose later ones are not. */
async function recorded({ refused }: { readonly refused: boolean }): Promise<{
  readonly session: Session;
  readonly recorder: TraceRecorder;
  readonly folder: string;
}> {
  const clock = new VirtualClock();
  onTestFinished(() => clock[Symbol.dispose]());
  const accepting = new MemoryServer(await prepareScenario(call), { clock }).client();
  const refusing = new MemoryServer(await prepareScenario({ ...call, ...refusal }), { clock }).client();
  let isFirst = refused;
  const transport: Transport = {
    connect: (...all) => {
      const client = isFirst ? refusing : accepting;
      isFirst = false;
      return client.transport.connect(...all);
    },
  };
  const folder = mkdtempSync(path.join(tmpdir(), 'duologue-trace-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, 'call.jsonl'), 'the trace of an earlier call\n');
  const recorder = new TraceRecorder({ path: path.join(folder, 'call.jsonl') });
  return {
    session: new Session({ agentId: 'agent_1', transport, clock, plugins: [recorder] }),
    recorder,
    folder,
  };
}

const typesIn = (file: string) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as TraceEntry).type);

const wholeCall = [
  'conversation_initiation_client_data',
  'conversation_initiation_metadata',
  'agent_response',
  'ended',
  'closed',
];

it('writes down what came before the agent had answered, too', async () => {
  const { session, recorder, folder } = await recorded({ refused: false });
  await session.run();
  await recorder.written;
  expect(typesIn(path.join(folder, 'call.jsonl'))).toEqual(wholeCall);
});

it('leaves the trace of an earlier call whole where the start fails, and remembers what it saw', async () => {
  const { session, recorder, folder } = await recorded({ refused: true });
  await expect(session.start()).rejects.toThrow('who are you?');
  await recorder.written;
  expect([
    readdirSync(folder),
    readFileSync(path.join(folder, 'call.jsonl'), 'utf8'),
    recorder.entries.map(({ type }) => type),
  ]).toEqual([['call.jsonl'], 'the trace of an earlier call\n', ['conversation_initiation_client_data']]);
});

it('counts in the names of files only calls that began', async () => {
  const { session, recorder, folder } = await recorded({ refused: true });
  await expect(session.start()).rejects.toThrow('who are you?');
  for (let calls = 0; calls < 2; calls += 1) {
    await session.run();
    await recorder.written;
  }
  expect(readdirSync(folder)).toEqual(['call-2.jsonl', 'call.jsonl']);
  expect(typesIn(path.join(folder, 'call.jsonl'))).toEqual(wholeCall);
});
