import { Session, type SessionOptions } from '@duologue/core';

/** The table is a text. */
export function createSession(options: SessionOptions): Session {
  return new Session({
    ...options,
    tools: [{ name: 'book_table', description: 'Books a table.', run: () => ({ table: '12' }) }],
  });
}
