import { Session } from '@duologue/core';
import {
  assertThat,
  expectTrace,
  replay,
  scenario,
  TraceRecorder,
  type ReplayOptions,
} from '@duologue/testkit';
import { expect } from '@duologue/testkit/vitest';
import { it } from 'vitest';

const call = scenario('a refund', ({ server }) => [
  server.metadata(),
  server.pause(1_000),
  server.say('Here is your refund.'),
  server.close(),
]);

it.each(['memory', 'sockets'] as const)(
  'says nothing of what does not happen while the call is on (%s)',
  async (door) => {
    const recorder = new TraceRecorder();
    const createSession: ReplayOptions['createSession'] = (options) =>
      new Session({ ...options, plugins: [recorder] });
    await replay(call, { createSession, door }, async ({ session, trace }) => {
      await session.start();
      for (const traced of [trace, recorder]) {
        expect(() => assertThat(traced).not.toHaveSaid('refund')).toThrow('The call is still on');
        expect(() => expect(traced).not.toHaveSaid('refund')).toThrow('The call is still on');
        expect(() => expect({ traced }).toEqual({ traced: expect.not.toHaveSaid('refund') })).toThrow();
        expect(() => expectTrace(traced).noMoreEvents()).toThrow('The call is still on');
        expect(() => expect(traced).toHaveSaid('refund')).toThrow('it said nothing');
        expect(traced).not.toHaveClosed();
      }
      await session.ended;
      for (const traced of [trace, recorder]) {
        expect(() => expect(traced).not.toHaveSaid('refund')).toThrow('Here is your refund.');
        expect(traced).not.toHaveCalledTool('refund');
        expect(() => expectTrace(traced).noMoreEvents()).toThrow('Here is your refund.');
      }
    });
  },
);

it('says what has not happened before a call, and in one in which nothing is set to come', async () => {
  const quiet = scenario('quiet', ({ server }) => [server.metadata()]);
  const options: ReplayOptions = {
    createSession: ({ audioInput: _audioInput, ...given }) => new Session({ ...given }),
    patienceMs: Infinity,
  };
  await replay(quiet, options, async ({ session, trace, clock }) => {
    expect(trace).not.toHaveSaid('refund');
    await session.start();
    expect(clock).toBeQuiescent();
    expect(trace).not.toHaveSaid('refund');
    await session.end();
  });
});
