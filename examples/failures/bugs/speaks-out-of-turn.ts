import { Session, type SessionOptions } from '@duologue/core';

/** A reminder comes although the guest has been served. */
export function createSession(options: SessionOptions): Session {
  const session = new Session({
    ...options,
    tools: [{ name: 'book_table', description: 'Books a table.', run: () => ({ table: 12 }) }],
  });
  session.hooks.toolFinished.tap('Reminder', () => {
    session.clock.setTimeout(() => session.sendUserMessage('Are you still there?'), 300);
  });
  return session;
}
