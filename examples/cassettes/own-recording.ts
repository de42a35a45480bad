import { Session, type SessionOptions } from '@duologue/core';
import { Recorder } from '@duologue/testkit';

/** A session that records each of its conversations, with whatever agent: `options` say where that is. */
export function createRecordedSession(options: SessionOptions, path: string): Session {
  const session = new Session({ ...options, plugins: [new Recorder({ path })] });
  return session;
}
