import { expect, it } from 'vitest';
import type { AudioInput, AudioOutput, EndOptions, Session, Tool } from '../../src/index.ts';
import { FakeMicrophone, FakeSpeaker } from '../support/fake-audio.ts';
import { audio, ping, toolCall } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';
import { VirtualClock } from '@duologue/testkit';

it('says who ended it, how the connection was closed and how long it lasted', async () => {
  await using stage = await SessionUnderTest.connected();
  const startedMs = stage.clock.now();
  await stage.pass(2_500);
  const end = await stage.session.end();

  expect(end).toEqual({
    reason: 'user',
    conversationId: 'conv_1',
    closeCode: 1000,
    closeReason: 'The user ended the conversation.',
    durationMs: stage.clock.now() - startedMs,
  });
  expect(stage.log.of('ended')).toEqual([end]);
  expect(stage.log.of('stateChanged').map(({ state }) => state)).toEqual([
    'connecting',
    'connected',
    'ending',
    'ended',
  ]);
  expect(stage.session.state).toBe('ended');
});

it('gives every caller the one end, and tells it once', async () => {
  await using stage = await SessionUnderTest.connected();
  const ends = await Promise.all([stage.session.end(), stage.session.end(), stage.session.ended]);
  const again = await stage.session.end();

  expect(new Set([...ends, again]).size).toBe(1);
  expect(stage.log.of('ended')).toHaveLength(1);
});

it.each<[unknown, string]>([
  [{ drian: true }, 'end() has no option "drian". Did you mean drain?'],
  [{ drain: 1 }, 'The option drain is 1; it must be true or false.'],
  [null, 'The option options is null; it must be an object.'],
])('refuses the options %o, and goes on', async (options, message) => {
  await using stage = await SessionUnderTest.connected();
  await expect(stage.session.end(options as EndOptions)).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
    message,
  });
  expect(stage.session.state).toBe('connected');
});

it('tears down in the order tools, audio, timers, socket', async () => {
  const order: string[] = [];
  const clock = new VirtualClock();
  const speaker = new FakeSpeaker(clock);
  const audioInput: AudioInput = { start() {}, stop: () => void order.push('microphone stopped') };
  const audioOutput: AudioOutput = Object.assign(speaker, { stop: () => void order.push('speaker stopped') });
  const tool: Tool = {
    name: 'tool',
    description: 'Waits.',
    run: (_, { signal }) =>
      new Promise(() => signal.addEventListener('abort', () => order.push('tool aborted'))),
  };
  await using stage = await SessionUnderTest.connected({ clock, audioInput, audioOutput, tools: [tool] });
  const { service, session } = stage;
  service.send(audio(1_000, 1), toolCall('tool', 'call_1'), ping(1));
  await stage.pass(100);
  session.hooks.audioDropped.tap('Order', () => order.push('playout flushed'));
  const { client } = service.line;
  const close = client.close.bind(client);
  client.close = (...given) => {
    order.push(`socket closed, timers left: ${clock.pending.map(({ inMs }) => inMs).join()}`);
    close(...given);
  };
  await session.end();

  expect(order).toEqual([
    'tool aborted',
    'playout flushed',
    'microphone stopped',
    'speaker stopped',
    // its own, for a service that does not answer
    'socket closed, timers left: 2000',
  ]);
});

it('tears down in the same order when the connection is lost', async () => {
  const order: string[] = [];
  const audioInput: AudioInput = { start() {}, stop: () => void order.push('microphone stopped') };
  const tool: Tool = {
    name: 'tool',
    description: 'Waits.',
    run: (_, { signal }) =>
      new Promise(() => signal.addEventListener('abort', () => order.push('tool aborted'))),
  };
  await using stage = await SessionUnderTest.connected({ audioInput, tools: [tool] });
  stage.service.send(audio(1_000, 1), toolCall('tool', 'call_1'));
  await stage.pass(100);
  stage.session.hooks.audioDropped.tap('Order', () => order.push('playout flushed'));
  stage.service.line.close(1006);
  await stage.session.ended;

  expect(order).toEqual(['tool aborted', 'playout flushed', 'microphone stopped']);
});

const fail = () => {
  throw new Error('stuck');
};

it.each<[string, () => void | Promise<void>, () => void | Promise<void>]>([
  ['throws', fail, fail],
  ['rejects', () => Promise.reject(new Error('stuck')), () => Promise.reject(new Error('stuck'))],
])('goes through every step where the stop of a slot %s', async (_, stopInput, stopOutput) => {
  const clock = new VirtualClock();
  const speaker = new FakeSpeaker(clock);
  await using stage = await SessionUnderTest.connected({
    clock,
    audioInput: { start() {}, stop: stopInput },
    audioOutput: Object.assign(speaker, { stop: stopOutput, flush: fail }),
  });
  stage.service.send(audio(1_000, 1));
  await stage.pass(100);

  expect(await stage.session.end()).toMatchObject({ reason: 'user', closeCode: 1000 });
  expect(stage.log.problems).toEqual(
    expect.arrayContaining(['AUDIO_INPUT_TROUBLE', 'AUDIO_OUTPUT_TROUBLE', 'AUDIO_OUTPUT_TROUBLE']),
  );
  expect(stage.service.line.state).toBe('closed');
});

it.each([1000, 1006])(
  'stops a microphone after its frame where that frame meets a close with %i',
  async (code) => {
    const order: string[] = [];
    let hear: (samples: Int16Array) => void = () => {};
    const audioInput: AudioInput = {
      start: (_, onFrame) => void (hear = onFrame),
      stop: () => void order.push('stopped'),
    };
    await using stage = await SessionUnderTest.connected({ audioInput });
    stage.session.hooks.userAudio.tap('Close', () => stage.service.line.close(code));
    order.push('frame begins');
    hear(new Int16Array(320));
    order.push('frame ends');
    await stage.session.ended;
    expect(order).toEqual(['frame begins', 'frame ends', 'stopped']);
  },
);

it('waits 5 s for a slot that does not stop, and goes on', async () => {
  await using stage = await SessionUnderTest.connected({
    audioInput: { start() {}, stop: () => new Promise(() => {}) },
  });
  const startedMs = stage.clock.now();
  await stage.session.end();
  expect(stage.clock.now() - startedMs).toBe(5_000);
  expect(stage.service.line.state).toBe('closed');
});

it('cuts a close handshake that takes longer than 2 s', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.line.ignoresClose = true;
  const startedMs = stage.clock.now();
  const end = await stage.session.end();

  expect(end).toMatchObject({ reason: 'user' });
  expect(stage.clock.now() - startedMs).toBe(2_000);
  expect(stage.service.line.isCut).toBe(true);
  expect(stage.log.problems).toEqual(['CLOSE_TIMEOUT']);
});

it('ends when a tap calls end() in the middle of a frame, after the frame', async () => {
  await using stage = await SessionUnderTest.connected();
  const { session, service, log } = stage;
  session.hooks.messageReceived.for('agent_response').tap('Enough', () => void session.end());
  service.send({ type: 'agent_response', agent_response_event: { agent_response: 'Hello.', event_id: 1 } });

  expect(session.transcript).toMatchObject([{ text: 'Hello.' }]);
  expect(await session.ended).toMatchObject({ reason: 'user' });
  expect(log.of('ended')).toHaveLength(1);
});

it.each(['connected', 'stateChanged', 'messageSent', 'problemOccurred', 'ended', 'audioDropped'] as const)(
  'ends once where a tap of %s calls end()',
  async (hook) => {
    await using stage = new SessionUnderTest();
    const { session } = stage;
    session.hooks[hook].tap('Enough', () => void session.end());
    await session.start().catch(() => {});
    if (session.state === 'connected') {
      stage.service.send('no JSON', audio(100, 1));
      await session.end();
    }
    await session.ended;
    expect(stage.log.of('ended').length).toBeLessThanOrEqual(1);
    expect(['ended', 'idle']).toContain(session.state);
  },
);

it('never rejects ended, however the conversation ends', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.line.close(1011, 'internal error');
  expect(await stage.session.ended).toMatchObject({
    reason: 'failure',
    error: { code: 'SERVER_ERROR' },
    closeCode: 1011,
    closeReason: 'internal error',
  });
});

it('tells nothing of the connection any more once it is over', async () => {
  await using stage = await SessionUnderTest.connected();
  const { line } = stage.service;
  await stage.session.end();
  stage.log.clear();
  line.state = 'open';
  line.send(ping(1), audio(100, 1));
  await stage.pass(40_000);

  expect(stage.log.all).toEqual([]);
});

it('takes no message any more and starts no timer while the slots are closing', async () => {
  await using stage = await SessionUnderTest.connected({
    audioInput: { start() {}, stop: () => stage.clock.sleep(1_000) },
  });
  const ending = stage.session.end();
  await stage.pass(500);
  stage.log.clear();
  stage.service.send(ping(1), toolCall('tool', 'call_1'), audio(100, 1));
  await ending;

  expect(stage.log.of('messageReceived')).toEqual([]);
  expect(stage.clock.pending).toEqual([]);
});

it('stops the microphone and the speaker once', async () => {
  const clock = new VirtualClock();
  const microphone = new FakeMicrophone();
  const speaker = new FakeSpeaker(clock);
  await using stage = await SessionUnderTest.connected({
    clock,
    audioInput: microphone,
    audioOutput: speaker,
  });
  await Promise.all([stage.session.end(), stage.session.end()]);
  await stage.session.end();
  microphone.hear(new Int16Array(320));

  expect(microphone.calls).toEqual(['start', 'stop']);
  expect(speaker.calls.filter((call) => call === 'stop')).toEqual(['stop']);
  expect(stage.service.line.microphone).toEqual([]);
});

it('lets a beforeEnd tap hold up the end for 5 s at most', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.session.hooks.beforeEnd.tap('Slow', () => new Promise(() => {}));
  stage.session.hooks.beforeEnd.tap('Broken', () => {
    throw new Error('broken');
  });
  const startedMs = stage.clock.now();
  expect(await stage.session.end()).toMatchObject({ reason: 'user' });
  expect(stage.clock.now() - startedMs).toBe(5_000);
  expect(stage.log.problems).toEqual(['TAP_TIMEOUT', 'TAP_FAILED']);
});

it('ends with disposal, lets plugins clean up once each, and cannot be started again', async () => {
  const cleaned: string[] = [];
  let session: Session;
  {
    await using stage = await SessionUnderTest.connected({
      plugins: [
        {
          name: 'Tidy',
          apply(host) {
            host.onDispose(() => void cleaned.push(`first, aborted: ${host.signal.aborted}`));
            host.onDispose(fail);
            host.onDispose(() => void cleaned.push('last'));
          },
        },
      ],
    });
    ({ session } = stage);
    await session[Symbol.asyncDispose]();
    expect(stage.log.problems).toEqual(['PLUGIN_FAILED']);
  }
  expect(cleaned).toEqual(['first, aborted: true', 'last']);
  await expect(session.start()).rejects.toMatchObject({ code: 'INVALID_STATE' });
});
