import { Session, type SessionOptions } from '@duologue/core';

/** The filter forgets to return what it lets through. */
export function createSession(options: SessionOptions): Session {
  const session = new Session({
    ...options,
    tools: [{ name: 'book_table', description: 'Books a table.', run: () => ({ table: 12 }) }],
  });
  session.hooks.outgoingMessage.tap('Filter', (message) => {
    if (message.type !== 'user_message') return message;
    return message.text?.includes('garden') ? message : null;
  });
  return session;
}
