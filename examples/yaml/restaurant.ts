import { Session, type SessionOptions } from '@duologue/core';

/** The client of a restaurant's agent: it knows which tables are free. */
export function createRestaurant(options: SessionOptions): Session {
  return new Session({
    ...options,
    tools: [
      {
        name: 'book_table',
        description: 'Books a table.',
        run: ({ party }) => ({ table: Number(party) > 2 ? 12 : 3 }),
      },
    ],
  });
}
