import { expectTrace } from '@duologue/testkit';
import { test } from '@duologue/testkit/vitest';
import { createMyAgent } from './my-agent.ts';

const booking = new URL('booking.yaml', import.meta.url);

test.replay(booking, { createSession: createMyAgent }, async ({ session, trace }) => {
  await session.run();
  const call = expectTrace(trace);
  call.nextEvent().isAgentResponse(/good evening/);
  call.nextEvent().isUserMessage('A table for four');
  call.nextEvent().isToolCall('book_table', { party: 4 });
  call.nextEvent().isToolResult('book_table', { table: 12 });
  call.nextEvent().isAgentResponse('Table 12');
  call.nextEvent().isClosed({ by: 'client' });
  call.noMoreEvents();
});
