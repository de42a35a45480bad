import { Session } from '@duologue/core';
import { replay, scenario } from '@duologue/testkit';
import { expect, it } from '@duologue/testkit/vitest';

const greeting = scenario('a greeting', ({ server }) => [
  server.metadata(),
  server.say('Good morning.'),
  server.close(),
]);

it('matches traces inside other values, and knows the arguments of each matcher', async () => {
  await replay(greeting, { createSession: (options) => new Session(options) }, async ({ session, trace }) => {
    await session.run();
    const call = { number: 7, trace };
    expect(call).toEqual({ number: 7, trace: expect.toHaveSaid('Good morning.') });
    expect(call).toEqual({ number: 7, trace: expect.not.toHaveCalledTool('book_table') });
    expect(call).not.toEqual({ number: 7, trace: expect.toHaveSaid('Good night.') });
    // @ts-expect-error -- milliseconds are a number
    expect(() => expect(trace).toRespondWithin('soon')).toThrow();
  });
});
