import { Session } from '@duologue/core';
import { MemoryServer, prepareScenario, scenario, tone, VirtualClock } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { callLive } from '../place-call.ts';

it('ends a call to an agent that talks on after 5 minutes, for they cost money', async () => {
  const clock = new VirtualClock();
  const talksOn = scenario('talks on', ({ server }) => [
    server.metadata(),
    server.say('So it goes on.', { audio: tone(440, 400_000) }),
    server.pause(400_000),
    server.close(),
  ]);
  const { transport } = new MemoryServer(await prepareScenario(talksOn), { clock }).client();
  const end = await callLive(
    { kind: 'url', target: 'ws://agent' },
    {
      createSession: ({ plugins = [] }) => new Session({ url: 'ws://agent', transport, clock, plugins }),
      run: (session) => session.run(),
    },
  );
  expect(end).toMatchObject({ reason: 'user', durationMs: 300_000 });
});
