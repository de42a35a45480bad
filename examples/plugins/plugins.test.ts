import { Session } from '@duologue/core';
import { scenario, tone } from '@duologue/testkit';
import { expect, test } from '@duologue/testkit/vitest';
import { shopContext } from './shop-context.ts';
import { TalkTime } from './talk-time.ts';

const talkTime = new TalkTime({ remindAfterMs: 1_000 });
const monologue = scenario('an agent that talks too long', ({ server, client }) => [
  server.metadata(),
  server.say('Let me tell you everything.', { audio: tone(440, 3_000) }),
  client.contextualUpdate(/Be brief/),
  server.close(),
]);

test.replay(
  monologue,
  { createSession: (options) => new Session({ ...options, plugins: [talkTime] }) },
  async ({ session }) => {
    await session.run();
    expect(talkTime.agentMs).toBeGreaterThanOrEqual(1_000);
  },
);

const opening = scenario('a shop that is looked up first', ({ server, client }) => [
  server.metadata(),
  client.contextualUpdate('You answer in Harbour Books, open until 19:00.'),
  server.close(),
]);

test.replay(
  opening,
  {
    createSession: (options) =>
      new Session({
        ...options,
        plugins: [shopContext(async () => ({ name: 'Harbour Books', openUntil: '19:00' }))],
      }),
  },
  async ({ session }) => {
    expect((await session.run()).reason).toBe('agent');
  },
);

test('refuses a limit that cannot work', () => {
  expect(() => new TalkTime({ remindAfterMs: 0 })).toThrow('remindAfterMs of TalkTime must be above 0');
});
