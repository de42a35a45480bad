import { Session, type SessionOptions } from '@duologue/core';

/** The list of free tables is empty. */
export function createSession(options: SessionOptions): Session {
  return new Session({
    ...options,
    tools: [
      {
        name: 'book_table',
        description: 'Books a table.',
        run: () => {
          const free: number[] = [];
          return { table: free[0]!.valueOf() };
        },
      },
    ],
  });
}
