import { Session } from '@duologue/core';
import { scenario } from '@duologue/testkit';
import { expect, test } from '@duologue/testkit/vitest';
import { bookingPack, TablesInMemory } from '../src/index.ts';

const at = '2026-03-29T19:00:00+02:00';

const booking = scenario('a table for four', ({ server, client, user }) => [
  server.metadata(),
  server.say('Harbour Restaurant, how can I help you?'),
  user.message('A table for four on Sunday at seven, please.'),
  client.userMessage(/table for four/),
  server.toolCall('find_tables', { party: 4, at }),
  client.contextualUpdate('Still looking for a table.'),
  client.toolResult('find_tables', { result: 'Free: 2.' }),
  server.toolCall('book_table', { party: 4, at, table: 2, phone: '030 1234567' }),
  client.toolResult('book_table'),
  server.say('Table two is yours.'),
  server.close(),
]);

/** Table 1 has two seats, table 2 has four. */
const seats = new Map([
  [1, 2],
  [2, 4],
]);

test.replay(
  booking,
  {
    createSession: (options) =>
      new Session({ ...options, plugins: [bookingPack(new TablesInMemory(seats))] }),
  },
  async ({ session, trace }) => {
    await session.run();
    expect(trace).toHaveCalledTool('find_tables', { party: 4 });
    expect(trace).toHaveReturnedToolResult('book_table', `Table 2 is booked for 4 at ${at}.`);
    expect(trace).toHaveSaid('Table two is yours.');
  },
);
