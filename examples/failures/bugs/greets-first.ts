import { Session, type SessionOptions } from '@duologue/core';

/** The app speaks for the guest. */
export function createSession(options: SessionOptions): Session {
  const session = new Session({
    ...options,
    tools: [{ name: 'book_table', description: 'Books a table.', run: () => ({ table: 12 }) }],
  });
  session.hooks.connected.tap('Hello', () => session.sendUserMessage('Hello?'));
  return session;
}
