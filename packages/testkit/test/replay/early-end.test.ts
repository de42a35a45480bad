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
