import { Session } from '@duologue/core';
import { scenario, tone } from '@duologue/testkit';
import { expect, test } from '@duologue/testkit/vitest';
import { HeardSoFar } from './plugin.ts';

const bargeIn = scenario('the caller cuts in', ({ server, client, user }) => [
  server.metadata(),
  server.say('It is sunny and twenty-one degrees in Berlin.', { audio: tone(440, 2_400) }),
  user.say(tone(300, 600), { when: { word: 'sunny' } }),
  server.interrupt({ at: { voiceMs: 200 } }),
  client.contextualUpdate('The caller heard only: It is sunny and'),
  server.close(),
]);

test.replay(
  bargeIn,
  { createSession: (options) => new Session({ ...options, plugins: [new HeardSoFar()] }) },
  async ({ session, trace }) => {
    await session.run();
    expect(trace).toHaveBeenInterrupted({ heard: 'It is sunny and' });
  },
);
