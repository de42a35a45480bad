import { Session } from '@duologue/core';
import { replay, scenario, tone } from '@duologue/testkit';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const talk = scenario('talk', ({ server, client, user }) => [
  server.metadata(),
  server.say('Who is there?', { audio: tone(440, 500) }),
  user.say(tone(300, 400)),
  client.audio({ voiceMs: 300, silenceMs: 200 }),
  server.close(),
]);

it.each(['memory', 'sockets'] as const)(
  'plays a spoken conversation beside the fake timers of vitest (%s)',
  async (door) => {
    await replay(
      talk,
      { door, createSession: (options) => new Session(options) },
      async ({ session, clock }) => {
        await session.run();
        expect(clock.now()).toBeGreaterThan(1_000);
      },
    );
    expect(vi.getTimerCount()).toBe(0);
  },
);
