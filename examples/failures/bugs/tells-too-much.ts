import { Session, type SessionOptions } from '@duologue/core';

/** Nobody has asked for the page. */
export function createSession(options: SessionOptions): Session {
  const session = new Session({
    ...options,
    tools: [{ name: 'book_table', description: 'Books a table.', run: () => ({ table: 12 }) }],
  });
  session.hooks.connected.tap('Page', () => session.sendContextualUpdate('The guest looks at the menu.'));
  return session;
}
