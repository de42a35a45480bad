import { Session, type SessionOptions } from '@duologue/core';

/** The agent calls it book_table. */
export function createSession(options: SessionOptions): Session {
  return new Session({
    ...options,
    tools: [{ name: 'bookTable', description: 'Books a table.', run: () => ({ table: 12 }) }],
  });
}
