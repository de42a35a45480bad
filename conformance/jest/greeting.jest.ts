/** Two replays under jest: one that passes, and one whose app says something else. */
/* oxlint-disable vitest/expect-expect -- assertThat is what asserts here */
import { test } from '@jest/globals';
import { Session } from '@duologue/core';
import { assertThat, replay, scenario } from '@duologue/testkit';

const greeting = scenario('a greeting', ({ server, client, user }) => [
  server.metadata(),
  user.message('Hello'),
  client.userMessage('Hello'),
  server.say('Good morning.'),
  server.close(),
]);

test('a greeting', () =>
  replay(greeting, { createSession: (options) => new Session(options) }, async ({ session, trace }) => {
    await session.run();
    assertThat(trace).toHaveSaid('Good morning.');
    assertThat(trace).not.toHaveSaid('Good night.');
  }));

test('a greeting that is not returned', () =>
  replay(
    greeting,
    { createSession: (options) => new Session(options), unchecked: ['complete'] },
    async ({ session, trace }) => {
      await session.run();
      assertThat(trace).toHaveSaid('Good night.');
    },
  ));
