import { expect, test as base } from '@duologue/testkit/vitest';
import { createMyAgent } from './my-agent.ts';

const test = base.playing({
  scenario: new URL('booking.yaml', import.meta.url),
  createSession: createMyAgent,
});

test('books the table in one call of the tool', async ({ session, trace }) => {
  await session.run();
  expect(trace).toHaveCalledTool('book_table', { party: 4 });
});

test('takes no time of its own', async ({ session, clock }) => {
  await session.run();
  expect(clock.now()).toBe(0);
});

test('keeps a transcript', async ({ session }) => {
  await session.run();
  expect(session.transcript.at(-1)?.text).toBe('Table 12 is yours.');
});
