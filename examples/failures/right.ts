import { Session, type SessionOptions } from '@duologue/core';

/** A session that does everything right. */
export function createSession(options: SessionOptions): Session {
  return new Session({
    ...options,
    tools: [{ name: 'book_table', description: 'Books a table.', run: () => ({ table: 12 }) }],
  });
}
