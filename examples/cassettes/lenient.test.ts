import { cassette } from '@duologue/testkit';
import { test } from '@duologue/testkit/vitest';
import { Session } from '@duologue/core';

const refund = new URL('calls/refund', import.meta.url);
const lenient = cassette(refund, { ignore: ['/result'], relaxed: true });

const createSession = (options: ConstructorParameters<typeof Session>[0]) =>
  new Session({
    ...options,
    tools: [
      {
        name: 'find_refund',
        description: 'Finds a refund.',
        run: ({ order }) => `nothing on ${String(order)}`,
      },
    ],
  });

test.replay(lenient, { createSession }, async ({ session }) => {
  await session.run();
});
