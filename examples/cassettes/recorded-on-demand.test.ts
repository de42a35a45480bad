import { useCassette } from '@duologue/testkit';
import { expect, test } from 'vitest';
import { createSupportAgent } from './support-agent.ts';

const refund = new URL('calls/refund', import.meta.url);
const run = { createSession: createSupportAgent, mode: 'once', upstream: { agentId: 'agent_123' } } as const;

test('finds the refund', () =>
  useCassette(refund, run, async ({ session }) => {
    const { reason } = await session.run();
    expect(reason).toBe('agent');
  }));
