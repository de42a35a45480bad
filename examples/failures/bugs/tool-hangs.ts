import { Session, type SessionOptions } from '@duologue/core';

/** The tool waits for what never comes. */
export function createSession(options: SessionOptions): Session {
  return new Session({
    ...options,
    tools: [
      {
        name: 'book_table',
        description: 'Books a table.',
        timeoutMs: 30_000,
        run: () => new Promise<never>(() => {}),
      },
    ],
  });
}
