import { expect, test } from '@duologue/testkit/vitest';
import { createRestaurant } from './restaurant.ts';

test.replay(
  new URL('booking.yaml', import.meta.url),
  { createSession: createRestaurant },
  async ({ session, trace }) => {
    await session.run();
    expect(trace).toHaveCalledTool('book_table', { party: 4 });
    expect(trace).toHaveSaid('Table 12 is yours');
  },
);

test.replay(
  new URL('barge-in.yaml', import.meta.url),
  { createSession: createRestaurant, door: ['memory', 'sockets'] },
  async ({ session, trace }) => {
    await session.run();
    expect(trace).toHaveBeenInterrupted({ heard: /^We are open from noon to midnight/ });
  },
);
