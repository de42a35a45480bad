import { scenario } from '@duologue/testkit';
import { expect, test } from '@duologue/testkit/vitest';
import { createMyAgent } from './my-agent.ts';

const dinner = scenario('the agent calculates a tip', ({ server, client }) => [
  server.metadata(),
  server.toolCall('calculate_tip', { bill: 80, percent: 15 }),
  client.toolResult('calculate_tip', { result: '12.00 euros' }),
  server.say('I would give {{calculate_tip.result}}.'),
  server.toolCall('calculate_tip', { bill: 80, percent: 150 }, { as: 'too much' }),
  client.toolResult('too much', { isError: true }),
  server.close(),
]);

test.replay(dinner, { createSession: createMyAgent }, async ({ session, trace }) => {
  await session.run();
  expect(trace).toHaveSaid('I would give 12.00 euros.');
});
