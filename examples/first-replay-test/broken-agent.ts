import { Session, type SessionOptions } from '@duologue/core';

const tables = [
  { table: 3, seats: 2 },
  { table: 12, seats: 4 },
];

/** The same with a bug: a table of four is never big enough for four. */
export function createMyAgent(options: SessionOptions): Session {
  return new Session({
    ...options,
    tools: [
      {
        name: 'book_table',
        description: 'Books a table for a party.',
        run: ({ party }) => ({ table: tables.find(({ seats }) => seats > Number(party))?.table }),
      },
    ],
  });
}
