import { Session, type SessionOptions } from '@duologue/core';

const tables = [
  { table: 3, seats: 2 },
  { table: 12, seats: 4 },
];

/** The app under test: it knows which tables a restaurant has. */
export function createMyAgent(options: SessionOptions): Session {
  return new Session({
    ...options,
    tools: [
      {
        name: 'book_table',
        description: 'Books a table for a party.',
        run: ({ party }) => ({ table: tables.find(({ seats }) => seats >= Number(party))?.table }),
      },
    ],
  });
}
