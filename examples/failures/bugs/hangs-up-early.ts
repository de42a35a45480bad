import { Session, type SessionOptions } from '@duologue/core';

/** The call ends with the first sentence. */
export function createSession(options: SessionOptions): Session {
  const session = new Session({
    ...options,
    tools: [{ name: 'book_table', description: 'Books a table.', run: () => ({ table: 12 }) }],
  });
  session.hooks.messageReceived.for('agent_response').tap('Kiosk', () => void session.end());
  return session;
}
