import { scenario } from '@duologue/testkit';
import { expect, test } from '@duologue/testkit/vitest';
import { createMyAgent } from './my-agent.ts';

const payment = scenario('the user writes a card number', ({ server, client, user }) => [
  server.metadata(),
  server.say('What is the number of your card?'),
  user.message('It is 4111 1111 1111 1234.'),
  client.userMessage('It is **** 1234.'),
  server.say('Thank you.'),
  server.close(),
]);

test.replay(payment, { createSession: createMyAgent }, async ({ session, trace }) => {
  await session.run();
  expect(trace).toHaveHeard(/\*\*\*\* 1234/);
});
