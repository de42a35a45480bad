import { expect, it } from 'vitest';
import { agentToolResponse, audio } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

it('does not wait for the goodbye of an agent that is held: nobody would hear it', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.session.pause();
  stage.service.send(audio(500, 1), agentToolResponse('end_call'));
  const startedMs = stage.clock.now();
  expect(await stage.session.ended).toMatchObject({ reason: 'agent' });
  expect(stage.clock.now()).toBe(startedMs);
  expect(stage.session.playout.ledger).toMatchObject([{ played: 0, dropped: 8_000 }]);
});

it('lets the rest of an agent that is held be heard where that is asked for', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(500, 1));
  stage.session.pause();
  const startedMs = stage.clock.now();
  expect(await stage.session.end({ drain: true })).toMatchObject({ reason: 'user' });
  expect(stage.clock.now() - startedMs).toBeGreaterThanOrEqual(500);
  expect(stage.session.playout.ledger).toMatchObject([{ played: 8_000, dropped: 0 }]);
});
