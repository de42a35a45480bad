import { Session } from '@duologue/core';
import { replay, scenario, ScenarioFailure } from '@duologue/testkit';
import { expect, it } from 'vitest';

const call = scenario('a tool at once', ({ server, client }) => [
  server.metadata(),
  server.toolCall('book_table'),
  client.toolResult('book_table', { result: { table: 12 } }),
  server.close(),
]);

it('ends a session whose script fails in the instant in which the session opens', async () => {
  const run = replay(
    call,
    {
      createSession: (options) =>
        new Session({
          ...options,
          tools: [{ name: 'book_table', description: 'Books.', run: () => ({ table: '12' }) }],
        }),
    },
    ({ session }) => session.run(),
  );
  await expect(run).rejects.toThrow(ScenarioFailure);
  await expect(run).rejects.toMatchObject({ code: 'field_mismatch' });
});

it('lets the user hang up at once', async () => {
  const wrongNumber = scenario('a wrong number', ({ server, client, user }) => [
    server.metadata(),
    server.say('Hello.'),
    user.hangUp(),
    client.closed({ code: 1000 }),
  ]);
  const reason = await replay(
    wrongNumber,
    { createSession: (options) => new Session(options) },
    async ({ session }) => (await session.run()).reason,
  );
  expect(reason).toBe('user');
});
