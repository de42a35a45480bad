import { Session } from '@duologue/core';
import {
  assertThat,
  replay,
  scenario,
  tone,
  TraceRecorder,
  VirtualClock,
  type Replay,
  type ReplayOptions,
} from '@duologue/testkit';
import { expect } from '@duologue/testkit/vitest';
import { it } from 'vitest';

const talk = scenario('talk', ({ server }) => [
  server.metadata(),
  server.say('Good evening.', { audio: tone(440, 500) }),
  server.say('We are open until midnight.', { audio: tone(440, 1_000) }),
  server.close(),
]);

const plain: ReplayOptions['createSession'] = (options) => new Session(options);

it('measures how much of the agent was heard', async () => {
  const recorder = new TraceRecorder();
  const createSession: ReplayOptions['createSession'] = (options) =>
    new Session({ ...options, plugins: [recorder] });
  await replay(talk, { createSession }, async ({ session, trace }) => {
    await session.run();
    expect(trace).toHavePlayed(1_500);
    expect(trace).not.toHavePlayed(500);
    expect(trace).toHavePlayed(1_400, { toleranceMs: 100 });
    expect(recorder).toHavePlayed(1_500);
    assertThat(trace).toHavePlayed(1_500);
    expect(() => expect(trace).toHavePlayed(900)).toThrow(
      /900 ms of the agent, give or take 1 ms[^]*1500 ms/,
    );
  });
});

it('counts how often a session came back', async () => {
  const cut = scenario('cut', ({ server }) => [server.metadata(), server.close({ code: 1006 })]);
  const createSession: ReplayOptions['createSession'] = (options) => {
    const session = new Session(options);
    let left = 2;
    session.hooks.recoverConnection.tap('Again', ({ renew }) => (left-- > 0 ? renew() : undefined));
    return session;
  };
  await replay(cut, { createSession }, async ({ session, trace }) => {
    await session.run();
    expect(trace).toHaveReconnected(2);
    expect(trace).not.toHaveReconnected();
  });
  await replay(talk, { createSession: plain }, async ({ session, trace }: Replay) => {
    await session.run();
    expect(trace).toHaveReconnected(0);
    expect(() => expect(trace).toHaveReconnected()).toThrow(/1 new connections[^]*0/);
  });
});

it('knows whether anything is still to come on a clock', () => {
  const clock = new VirtualClock({ autojump: false });
  expect(clock).toBeQuiescent();
  assertThat(clock).toBeQuiescent();
  const release = clock.hold('a file');
  const timer = clock.setTimeout(function giveUp() {}, 5);
  expect(clock).not.toBeQuiescent();
  expect(() => expect(clock).toBeQuiescent()).toThrow(/timeout in 5 ms: giveUp\(\)\s+held by a file/);
  timer.cancel();
  release();
  expect(clock).toBeQuiescent();
  expect(() => expect({}).toBeQuiescent()).toThrow('give it a VirtualClock');
  clock[Symbol.dispose]();
});
