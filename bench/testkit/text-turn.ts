import { Session } from '@duologue/core';
import { prepareScenario, replay, scenario } from '@duologue/testkit';
import { median, timed } from './median.ts';

const turns = 500;

/** A text turn in memory, `user_message` to `agent_response`, in microseconds. */
export async function measureTextTurn(rounds: number): Promise<number> {
  const prepared = await prepareScenario(
    scenario('text', ({ server, client }) => [
      server.metadata(),
      ...Array.from({ length: turns }, (_, turn) => [
        client.userMessage(`question ${turn}`),
        server.say(`answer ${turn}`),
      ]).flat(),
      server.close(),
    ]),
  );
  const times: number[] = [];
  const warmUp = 10;
  for (let round = 0; round < rounds + warmUp; round += 1) {
    await replay(
      prepared,
      { createSession: ({ audioInput: _silent, ...options }) => new Session(options) },
      async ({ session }) => {
        let turn = 0;
        session.hooks.messageReceived.for('agent_response').tap('Ask', () => {
          turn += 1;
          if (turn < turns) session.sendUserMessage(`question ${turn}`);
        });
        await session.start();
        times.push(
          await timed(async () => {
            session.sendUserMessage('question 0');
            await session.ended;
          }),
        );
      },
    );
  }
  return (median(times.slice(warmUp)) * 1_000) / turns;
}
