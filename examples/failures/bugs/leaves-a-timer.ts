import { Session, type SessionOptions } from '@duologue/core';

/** The heartbeat outlives the call. */
export function createSession(options: SessionOptions): Session {
  const session = new Session({
    ...options,
    tools: [{ name: 'book_table', description: 'Books a table.', run: () => ({ table: 12 }) }],
  });
  session.hooks.connected.tap('Heartbeat', () => {
    session.clock.setInterval(function heartbeat() {}, 30_000);
  });
  return session;
}
