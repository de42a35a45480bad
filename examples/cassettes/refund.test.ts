import { cassette } from '@duologue/testkit';
import { expect, test } from '@duologue/testkit/vitest';
import { createSupportAgent } from './support-agent.ts';

const refund = cassette(new URL('calls/refund', import.meta.url));

test.replay(refund, { createSession: createSupportAgent }, async ({ session, trace }) => {
  const { reason } = await session.run();
  expect(reason).toBe('agent');
  expect(trace).toHaveCalledTool('find_refund', { order: 17 });
  expect(trace).toHaveBeenInterrupted();
});
