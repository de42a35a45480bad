import { expect, it } from 'vitest';
import { Session } from '@duologue/core';
import { replay, scenario, type ReplayOptions } from '@duologue/testkit';

const hello = scenario('hello', ({ server }) => [server.metadata(), server.close()]);

it.each([
  [{ door: 'socket' }, 'door cannot be "socket". Did you mean "sockets"?'],
  [{ time: 'wall' }, 'time cannot be "wall". There are virtual, real.'],
  [{ unchecked: ['timer'] }, 'unchecked cannot be "timer". Did you mean "timers"?'],
  [{ patienceMs: Number.NaN }, 'patienceMs has to be a number of milliseconds, at least 0, not NaN.'],
  [{ patienceMs: -1 }, 'patienceMs has to be a number of milliseconds, at least 0, not -1.'],
])('refuses options that no replay has: %j', async (options, problem) => {
  const createSession: ReplayOptions['createSession'] = (own) => new Session(own);
  const all = { createSession, ...options } as ReplayOptions;
  await expect(replay(hello, all, ({ session }) => session.run())).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
    message: `A replay cannot have these options: ${problem}`,
  });
});
