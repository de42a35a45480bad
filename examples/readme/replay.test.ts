import { Session, type SessionOptions } from '@duologue/core';
import { expect, test } from '@duologue/testkit/vitest';
import { HeardSoFar } from './plugin.ts';

const scenario = new URL('barge-in.yaml', import.meta.url);
const createSession = (options: SessionOptions) => new Session({ ...options, plugins: [new HeardSoFar()] });

test.replay(scenario, { createSession }, async ({ session, trace }) => {
  await session.run();
  expect(trace).toHaveBeenInterrupted({ heard: 'It is sunny and' });
});
