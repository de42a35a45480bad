import { expect, test } from '@duologue/testkit/vitest';
import { createMyAgent } from './my-agent.ts';

test.replay(
  new URL('barge-in.yaml', import.meta.url),
  { createSession: createMyAgent, door: ['memory', 'sockets'] },
  async ({ session, trace }) => {
    await session.run();
    expect(trace).toHaveBeenInterrupted({ heard: /^We are open from noon to midnight/ });
    expect(trace).not.toHaveSaid('Table');
  },
);
