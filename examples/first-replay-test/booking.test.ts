import { expect, test } from '@duologue/testkit/vitest';
import { createMyAgent } from './my-agent.ts';

const booking = new URL('booking.yaml', import.meta.url);

test.replay(booking, { createSession: createMyAgent }, async ({ session, trace }) => {
  await session.run();
  expect(trace).toHaveCalledTool('book_table', { party: 4 });
  expect(trace).toHaveSaid('Table 12 is yours.');
});
