import { expect, it } from 'vitest';
import type { Plugin } from '../../src/index.ts';
import { ping } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

it('answers a ping before any tap sees it', async () => {
  await using stage = await SessionUnderTest.connected();
  const answeredBefore: number[] = [];
  stage.session.hooks.messageReceived.tap({ name: 'Early', stage: 'capture' }, () => {
    answeredBefore.push(stage.service.heard('pong').length);
  });
  stage.service.send(ping(7), ping(8));

  expect(answeredBefore).toEqual([1, 2]);
  expect(stage.service.heard('pong')).toEqual([
    { type: 'pong', event_id: 7 },
    { type: 'pong', event_id: 8 },
  ]);
});

it('answers a ping within the tick, whatever taps do to it', async () => {
  const rude: Plugin = {
    name: 'Rude',
    apply({ hooks }) {
      hooks.messageReceived.tap('Rude', () => {
        throw new Error('not now');
      });
      hooks.outgoingMessage.tap('Rude', () => null);
      hooks.messageSent.tap('Rude', () => {
        throw new Error('nor later');
      });
    },
  };
  await using stage = await SessionUnderTest.connected({ plugins: [rude] });
  stage.service.send(ping(7));

  expect(stage.service.heard('pong')).toEqual([{ type: 'pong', event_id: 7 }]);
  await stage.clock.settled();
  expect(stage.log.of('problemOccurred').map(({ plugin }) => plugin)).toContain('Rude');
});

it('names the plugin and the hook of a tap that fails, and blames no frame', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.session.hooks.messageReceived.tap('Buggy', () => {
    throw new TypeError('x is undefined');
  });
  stage.service.send(ping(7));
  await stage.clock.settled();
  expect(stage.log.of('problemOccurred')).toMatchObject([
    {
      plugin: 'Buggy',
      hook: 'messageReceived',
      error: {
        code: 'TAP_FAILED',
        message: expect.stringMatching(
          /^plugin "Buggy" failed in hook "messageReceived": .*x is undefined/,
        ) as string,
      },
    },
  ]);
});

it('answers a ping that comes while a tap is still at work on another message', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.session.hooks.messageReceived.for('vad_score').tap('Loop', () => stage.service.send(ping(9)));
  const pongs: number[] = [];
  stage.session.hooks.messageReceived.for('vad_score').tap('Count', () => {
    pongs.push(stage.service.heard('pong').length);
  });
  stage.service.send({ type: 'vad_score', vad_score_event: { vad_score: 0.5 } });

  expect(pongs).toEqual([1]);
});

it('names the plugin whose tap holds everything up for longer than 10 ms', async () => {
  await using stage = await SessionUnderTest.connected();
  // a clock that moves while the tap works
  const { clock } = stage;
  const now = clock.now.bind(clock);
  let lostMs = 0;
  clock.now = () => now() + lostMs;
  stage.session.hooks.messageReceived.tap('Heavy', () => void (lostMs += 25));
  stage.service.send(ping(1));

  expect(stage.service.heard('pong')).toHaveLength(1);
  expect(stage.log.of('problemOccurred')).toMatchObject([
    { plugin: 'Heavy', hook: 'messageReceived', error: { code: 'SLOW_TAP' } },
  ]);
  expect(stage.session.tapTimings).toContainEqual({
    plugin: 'Heavy',
    hook: 'messageReceived',
    calls: 1,
    totalMs: 25,
    maxMs: 25,
  });
});

it.each([
  ['a number', 3, [{ type: 'pong', event_id: 3 }]],
  ['zero', 0, [{ type: 'pong', event_id: 0 }]],
  ['text', 'p-3', [{ type: 'pong', event_id: 'p-3' }]],
  ['null', null, []],
  ['missing', undefined, []],
  ['a fraction', 1.5, []],
  ['an object', {}, []],
])('answers a ping whose id is %s with the same id, or not at all', async (_, id, pongs) => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(ping(id));
  expect(stage.service.heard('pong')).toEqual(pongs);
  expect(stage.session.state).toBe('connected');
});

it.each([
  ['null', null],
  ['missing', undefined],
  ['0', 0],
  ['late', 1_000],
])('takes a ping whose ping_ms is %s', async (_, pingMs) => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(ping(1, pingMs));
  expect(stage.service.heard('pong')).toEqual([{ type: 'pong', event_id: 1 }]);
  expect(stage.log.problems).toEqual([]);
});

it('answers pings until the connection is closed, also while the goodbye is heard', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.session.hooks.beforeEnd.tap('Wait', () => stage.clock.sleep(500));
  const ending = stage.session.end();
  await stage.pass(100);
  stage.service.send(ping(1));
  expect(stage.service.heard('pong')).toEqual([{ type: 'pong', event_id: 1 }]);
  await ending;
});
