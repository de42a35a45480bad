import { VirtualClock } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { Session } from '../../src/index.ts';
import { FakeService } from '../support/fake-service.ts';
import { agentResponse, audio, interruption, metadata, toolCall } from '../support/server-words.ts';

const lengthMs = (number: number) => 50 + (number % 100);

interface Party {
  readonly session: Session;
  readonly service: FakeService;
}

/** One conversation that differs from all others. */
async function converse({ session, service }: Party, number: number) {
  const { clock } = session;
  const id = 1 + (number % 7);
  await session.start();
  service.send(
    audio(lengthMs(number), id),
    agentResponse(`I am ${number}.`, id),
    toolCall('who', `call_${number}`),
  );
  session.sendUserMessage(`You are ${number}.`);
  await clock.sleep(20 + (number % 30));
  if (number % 3 === 0) service.send(interruption(id));
  await clock.sleep(400);
  return session.end({ drain: true });
}

it('runs a thousand sessions in one process that know nothing of each other', async () => {
  const clock = new VirtualClock();
  const problems: unknown[] = [];
  const parties = Array.from({ length: 1_000 }, (_, number): Party => {
    const greeting = [metadata({ conversationId: `conv_${number}` })];
    const service = new FakeService({ greeting });
    const who = { name: 'who', description: 'Says who it is.', run: () => `tool ${number}` };
    const session = new Session({ agentId: 'agent_1', transport: service, clock, tools: [who] });
    session.hooks.problemOccurred.tap('Note', (problem) => problems.push(problem));
    return { session, service };
  });
  const ends = await Promise.all(parties.map(converse));

  for (const [number, { session, service }] of parties.entries()) {
    const id = 1 + (number % 7);
    expect(ends[number]).toMatchObject({ reason: 'user', conversationId: `conv_${number}` });
    expect(service.heard('user_message')).toEqual([{ type: 'user_message', text: `You are ${number}.` }]);
    expect(service.heard('client_tool_result')).toMatchObject([
      { tool_call_id: `call_${number}`, result: `tool ${number}` },
    ]);
    const [row] = session.playout.ledger;
    expect(row).toMatchObject({ eventId: id, received: lengthMs(number) * 16, queued: 0 });
    expect(row!.dropped > 0).toBe(number % 3 === 0);
  }
  expect(problems).toEqual([]);
  await clock.settled();
  expect(clock.pending).toEqual([]);
  clock[Symbol.dispose]();
}, 30_000);
