import { expect, it } from 'vitest';
import { audio, ping } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

it('suspects a connection from which nothing comes, and then counts it as lost', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(ping(1));
  stage.service.line.isHalfOpen = true;
  const silentSinceMs = stage.clock.now();
  await stage.pass(14_999);
  expect(stage.log.problems).toEqual([]);
  await stage.pass(2);
  expect(stage.log.problems).toEqual(['CONNECTION_STALLED']);
  expect(stage.session.state).toBe('connected');

  expect(await stage.session.ended).toMatchObject({
    reason: 'failure',
    error: { code: 'CONNECTION_STALLED', details: { silentMs: 30_000 } },
  });
  // the close handshake with nobody takes its two seconds
  expect(stage.clock.now() - silentSinceMs).toBe(32_000);
  expect(stage.service.line.isCut).toBe(true);
});

it('takes an agent that is only silent for alive, as long as pings come', async () => {
  await using stage = await SessionUnderTest.connected();
  for (let id = 1; id <= 60; id += 1) {
    stage.service.send(ping(id));
    await stage.pass(10_000);
  }
  expect(stage.session.state).toBe('connected');
  expect(stage.log.problems).toEqual([]);
});

it('takes any message for a sign of life', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(ping(1));
  for (let turn = 1; turn <= 10; turn += 1) {
    await stage.pass(14_000);
    stage.service.send(audio(20, turn));
  }
  expect(stage.log.problems).toEqual([]);
});

it('suspects anew after a sign of life', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(ping(1));
  await stage.pass(20_000);
  stage.service.send(ping(2));
  await stage.pass(20_000);
  expect(stage.log.problems).toEqual(['CONNECTION_STALLED', 'CONNECTION_STALLED']);
  expect(stage.session.state).toBe('connected');
});

it('does not take a server that never pings for dead', async () => {
  await using stage = await SessionUnderTest.connected();
  await stage.pass(600_000);
  expect(stage.session.state).toBe('connected');
  expect(stage.clock.pending).toEqual([]);
});

it.each([
  ['later', { suspectMs: 60_000, lostMs: 90_000 }, 92_000],
  ['sooner', { suspectMs: 500, lostMs: 1_000 }, 3_000],
  ['without a suspicion before', { lostMs: 5_000 }, 7_000],
])('counts a connection as lost %s where it was told so', async (_, liveness, endedMs) => {
  await using stage = await SessionUnderTest.connected({ liveness });
  stage.service.send(ping(1));
  stage.service.line.isHalfOpen = true;
  const silentSinceMs = stage.clock.now();
  expect(await stage.session.ended).toMatchObject({ error: { code: 'CONNECTION_STALLED' } });
  expect(stage.clock.now() - silentSinceMs).toBe(endedMs);
});

it('watches for nothing where both limits are endless', async () => {
  await using stage = await SessionUnderTest.connected({
    liveness: { suspectMs: Number.POSITIVE_INFINITY, lostMs: Number.POSITIVE_INFINITY },
  });
  stage.service.send(ping(1));
  expect(stage.clock.pending).toEqual([]);
  await stage.pass(600_000);
  expect(stage.session.state).toBe('connected');
});
