import { VirtualClock } from '@duologue/testkit';
import { expect, it } from 'vitest';
import type { Tool } from '../../src/index.ts';
import { FakeService } from '../support/fake-service.ts';
import { agentResponse, audio, interruption, metadata, toolCall } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

/** One conversation that differs from all others. */
async function converse(stage: SessionUnderTest, number: number) {
  const { session, service } = stage;
  const id = 1 + (number % 7);
  await session.start();
  service.send(
    audio(50 + number, id),
    agentResponse(`I am ${number}.`, id),
    toolCall('who', `call_${number}`),
  );
  session.sendUserMessage(`You are ${number}.`);
  await stage.clock.sleep(20 + (number % 30));
  if (number % 3 === 0) service.send(interruption(id));
  await stage.clock.sleep(2_000);
  return session.end({ drain: true });
}

it('runs a thousand sessions in one process that know nothing of each other', async () => {
  const clock = new VirtualClock();
  const stages = Array.from({ length: 1_000 }, (_, number) => {
    const who: Tool = { name: 'who', description: 'Says who it is.', run: () => `tool ${number}` };
    return new SessionUnderTest({
      clock,
      tools: [who],
      service: new FakeService({ greeting: [metadata({ conversationId: `conv_${number}` })] }),
    });
  });
  const ends = await Promise.all(stages.map((stage, number) => converse(stage, number)));

  for (const [number, { session, service, log }] of stages.entries()) {
    const id = 1 + (number % 7);
    expect(ends[number]).toMatchObject({ reason: 'user', conversationId: `conv_${number}` });
    expect(service.heard('user_message')).toEqual([{ type: 'user_message', text: `You are ${number}.` }]);
    expect(service.heard('client_tool_result')).toMatchObject([
      { tool_call_id: `call_${number}`, result: `tool ${number}` },
    ]);
    const [row] = session.playout.ledger;
    expect(row).toMatchObject({ eventId: id, received: (50 + number) * 16, queued: 0 });
    expect(row!.dropped > 0).toBe(number % 3 === 0);
    expect(log.problems).toEqual([]);
    expect(log.of('ended')).toHaveLength(1);
  }
  await clock.settled();
  expect(clock.pending).toEqual([]);
  clock[Symbol.dispose]();
});
