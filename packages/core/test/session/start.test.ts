import { expect, it } from 'vitest';
import {
  type StartOptions,
  Session,
  type AudioInput,
  type AudioOutput,
  type ConnectionRequest,
  type Plugin,
} from '../../src/index.ts';
import { FakeMicrophone, FakeSpeaker } from '../support/fake-audio.ts';
import { FakeService } from '../support/fake-service.ts';
import { agentResponse, audio, metadata, ping } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

it('resolves when the agent has answered and both audio slots are open', async () => {
  const microphone = new FakeMicrophone();
  await using stage = new SessionUnderTest({ audioInput: microphone });
  const { session, log } = stage;

  expect(session.state).toBe('idle');
  const starting = session.start();
  expect(session.state).toBe('connecting');
  await starting;

  expect(session.state).toBe('connected');
  expect(session.conversationId).toBe('conv_1');
  expect(microphone.calls).toEqual(['start']);
  expect(log.of('connected')).toEqual([
    {
      conversationId: 'conv_1',
      agentFormat: { encoding: 'pcm', sampleRateHz: 16_000 },
      userFormat: { encoding: 'pcm', sampleRateHz: 16_000 },
      reconnected: false,
    },
  ]);
});

it('waits for the metadata', async () => {
  await using stage = new SessionUnderTest({ service: new FakeService({ greeting: [] }) });
  const { session, service, clock } = stage;
  let started = false;
  const starting = session.start().then(() => (started = true));

  await clock.sleep(9_000);
  expect(started).toBe(false);
  service.send(metadata());
  await starting;
});

it('loses nothing that arrives in one tick with the metadata', async () => {
  const service = new FakeService({
    greeting: [metadata(), audio(20, 1), agentResponse('Hello.', 1), ping(1)],
  });
  await using stage = await SessionUnderTest.connected({ service });
  await stage.pass(100);

  expect(stage.log.of('messageReceived').map(({ type }) => type)).toEqual([
    'conversation_initiation_metadata',
    'audio',
    'agent_response',
    'ping',
  ]);
  expect(stage.session.playout.ledger).toEqual([
    { eventId: 1, received: 320, queued: 0, played: 320, dropped: 0 },
  ]);
  expect(service.heard('pong')).toEqual([{ type: 'pong', event_id: 1 }]);
});

it('counts a conversation as held where the agent hangs up before the audio is open', async () => {
  const service = new FakeService({ greeting: [metadata(), agentResponse('We are closed.', 1)] });
  const audioInput = new FakeMicrophone();
  await using stage = new SessionUnderTest({ service, audioInput });
  stage.session.hooks.messageReceived.for('agent_response').tap('Test', () => service.line.close(1000));

  await stage.session.start();

  expect(stage.session.state).toBe('ended');
  expect(await stage.session.ended).toMatchObject({ reason: 'agent', closeCode: 1000 });
  expect(stage.session.transcript.map(({ text }) => text)).toEqual(['We are closed.']);
  expect(audioInput.calls).toEqual([]);
});

it('waits for the metadata where another message comes first', async () => {
  const service = new FakeService({ greeting: [ping(1), 'no JSON', { type: 'vad_score' }, metadata()] });
  await using stage = await SessionUnderTest.connected({ service });

  expect(stage.session.state).toBe('connected');
  expect(service.heard('pong')).toEqual([{ type: 'pong', event_id: 1 }]);
  expect(stage.log.problems).toEqual(['BAD_FRAME', 'BAD_FRAME']);
});

it('takes a second metadata message as noise', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(metadata({ conversationId: 'conv_2' }));

  expect(stage.session.conversationId).toBe('conv_1');
  expect(stage.log.of('connected')).toHaveLength(1);
  expect(stage.log.problems).toEqual([]);
});

it('gives up with CONNECT_TIMEOUT when the agent does not answer in time', async () => {
  await using stage = new SessionUnderTest({ service: new FakeService({ greeting: [] }) });

  await expect(stage.session.start()).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
  expect(stage.clock.now()).toBe(10_000);
  expect(stage.service.line.closeAsked).toBeDefined();
});

it('gives up after timeoutMs where it was told one', async () => {
  await using stage = new SessionUnderTest({ service: new FakeService({ greeting: [] }) });

  await expect(stage.session.start({ timeoutMs: 2_500 })).rejects.toMatchObject({
    code: 'CONNECT_TIMEOUT',
    details: { timeoutMs: 2_500 },
  });
  expect(stage.clock.now()).toBe(2_500);
});

it('gives up at once when the signal is aborted', async () => {
  await using stage = new SessionUnderTest({ service: new FakeService({ greeting: [] }) });
  const { session, service, clock } = stage;
  const abort = new AbortController();
  clock.setTimeout(() => abort.abort(new Error('The user left.')), 500);

  await expect(session.start({ signal: abort.signal })).rejects.toMatchObject({
    code: 'ABORTED',
    cause: new Error('The user left.'),
  });
  expect(clock.now()).toBe(500);
  expect(session.state).toBe('idle');
  expect(service.line.state).toBe('closed');
});

it('does not dial where the signal is aborted already', async () => {
  await using stage = new SessionUnderTest();

  await expect(stage.session.start({ signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'ABORTED',
  });
  expect(stage.service.lines).toEqual([]);
});

it.each([
  ['0', 0],
  ['a negative time', -1],
  ['no number', Number.NaN],
  ['an endless time', Number.POSITIVE_INFINITY],
  ['a number in words', '5000' as never],
  ['null', null as never],
])('refuses %s as timeoutMs', async (_, timeoutMs) => {
  await using stage = new SessionUnderTest();

  await expect(stage.session.start({ timeoutMs })).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  await expect(stage.session.start({ queueTimeoutMs: timeoutMs })).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
  });
  expect(stage.session.state).toBe('idle');
  expect(stage.service.lines).toEqual([]);
});

it.each<[string, unknown, string]>([
  [
    'the controller in the place of its signal',
    { signal: new AbortController() },
    'The option signal is object; it must be an AbortSignal, such as the signal of an AbortController.',
  ],
  [
    'no signal',
    { signal: 'now' },
    'The option signal is string; it must be an AbortSignal, such as the signal of an AbortController.',
  ],
  ['an option that there is not', { timeout: 5 }, 'start() has no option "timeout". Did you mean timeoutMs?'],
  ['nothing', null, 'The option options is null; it must be an object.'],
])('refuses %s, and leaves no timer behind', async (_, options, message) => {
  await using stage = new SessionUnderTest();
  await expect(stage.session.start(options as StartOptions)).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
    message,
  });
  expect(stage.session.state).toBe('idle');
  expect(stage.clock.pending).toEqual([]);
});

it('gives up when end() is called, and both promises settle', async () => {
  await using stage = new SessionUnderTest({ service: new FakeService({ greeting: [] }) });
  const starting = stage.session.start();
  await stage.clock.sleep(100);
  const ending = stage.session.end();

  await expect(starting).rejects.toMatchObject({ code: 'ABORTED' });
  expect(await ending).toMatchObject({ reason: 'failure', durationMs: 0 });
  expect(stage.session.state).toBe('idle');
  expect(stage.log.of('ended')).toEqual([]);
});

it('gives up when a tap calls end() as soon as the start is told', async () => {
  await using stage = new SessionUnderTest();
  const { session } = stage;
  session.hooks.stateChanged.tap('Regret', ({ state }) => {
    if (state === 'connecting') void session.end();
  });

  await expect(session.start()).rejects.toMatchObject({ code: 'ABORTED' });
  expect(stage.service.lines).toEqual([]);
  expect(session.state).toBe('idle');
});

it('names the plugin whose beforeConnect tap failed, and does not dial', async () => {
  const plugin: Plugin = {
    name: 'Wasm',
    apply: ({ hooks }) => hooks.beforeConnect.tap('Wasm', () => Promise.reject(new Error('no wasm here'))),
  };
  await using stage = new SessionUnderTest({ plugins: [plugin] });

  await expect(stage.session.start()).rejects.toMatchObject({
    code: 'BEFORE_CONNECT_FAILED',
    message: expect.stringContaining('Wasm') as string,
    details: { plugin: 'Wasm', hook: 'beforeConnect' },
  });
  expect(stage.service.lines).toEqual([]);
  expect(stage.session.state).toBe('idle');
});

it('opens the connection with what beforeConnect taps made of the request', async () => {
  await using stage = new SessionUnderTest({ headers: { 'x-app': 'kiosk' } });
  stage.session.hooks.beforeConnect.tap('Branch', async (request) => {
    await stage.clock.sleep(10);
    request.headers['x-branch'] = 'main street';
    request.url += '&branch=7';
  });
  await stage.session.start();

  expect(stage.service.line.request).toMatchObject({
    url: 'wss://api.elevenlabs.io/v1/convai/conversation?agent_id=agent_1&branch=7',
    headers: { 'x-app': 'kiosk', 'x-branch': 'main street' },
  });
});

it.each<[string, (request: Record<keyof ConnectionRequest, unknown>) => void]>([
  ['no headers', (request) => (request.headers = null)],
  ['a header that is no text', (request) => (request.headers = { 'x-count': 1 })],
  ['no list of subprotocols', (request) => (request.protocols = 'convai')],
  ['no first messages', (request) => (request.initiation = undefined)],
  ['a first message that is not an object', (request) => (request.initiation = [null])],
  ['a first message that JSON cannot hold', (request) => (request.initiation = [{ count: 1n }])],
  ['an address that is not text', (request) => (request.url = new URL('wss://example.com'))],
])('fails where a beforeConnect tap leaves %s', async (_, spoil) => {
  await using stage = new SessionUnderTest();
  stage.session.hooks.beforeConnect.tap('Spoiler', (request) => spoil(request));

  await expect(stage.session.start()).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  expect(stage.service.lines).toEqual([]);
});

it('sends the first messages as they are, also one that this version does not know', async () => {
  await using stage = new SessionUnderTest();
  stage.session.hooks.beforeConnect.tap('KeepAlive', ({ initiation }) => {
    initiation.unshift({ type: 'keep_alive', every: 5 });
  });
  await stage.session.start();

  expect(stage.service.heard()[0]).toEqual({ type: 'keep_alive', every: 5 });
  expect(stage.service.heard()[1]).toMatchObject({ type: 'conversation_initiation_client_data' });
});

const broken = () => {
  throw new Error('no such device');
};

it.each<[string, { audioInput: AudioInput } | { audioOutput: AudioOutput }]>([
  ['AUDIO_INPUT_FAILED', { audioInput: { start: broken, stop() {} } }],
  ['AUDIO_INPUT_FAILED', { audioInput: { start: () => Promise.reject(new Error('denied')), stop() {} } }],
  ['AUDIO_OUTPUT_FAILED', { audioOutput: outputThatFailsToStart() }],
])('rejects with %s where a slot does not open', async (code, slots) => {
  await using stage = new SessionUnderTest(slots);

  await expect(stage.session.start()).rejects.toMatchObject({ code });
  expect(stage.session.state).toBe('ended');
  expect(stage.log.of('ended')).toMatchObject([{ reason: 'failure', error: { code } }]);
  expect(stage.service.line.state).toBe('closed');
});

function outputThatFailsToStart(): AudioOutput {
  return { maxLeadMs: 100, start: broken, write() {}, flush() {}, playedSamples: () => 0, stop() {} };
}

it('closes every slot once where the other one fails', async () => {
  const microphone: AudioInput & { stops: number } = {
    stops: 0,
    start: broken,
    stop() {
      this.stops += 1;
    },
  };
  await using stage = new SessionUnderTest();
  const speaker = new FakeSpeaker(stage.clock);
  await using failing = new SessionUnderTest({ audioInput: microphone, audioOutput: speaker });

  await expect(failing.session.start()).rejects.toMatchObject({ code: 'AUDIO_INPUT_FAILED' });
  expect(microphone.stops).toBe(1);
  expect(speaker.calls.filter((call) => call !== 'flush')).toEqual(['start', 'stop']);
});

it('settles the start at once when end() comes while a slot is opening', async () => {
  const slow: AudioInput = { start: () => new Promise(() => {}), stop() {} };
  await using stage = new SessionUnderTest({ audioInput: slow });
  stage.clock.setTimeout(() => void stage.session.end(), 50);

  await expect(stage.session.start()).rejects.toMatchObject({ code: 'ABORTED' });

  expect(stage.clock.now()).toBe(50);
  expect(stage.session.state).toBe('ended');
});

it('tells the loss as the end of the conversation when the connection is lost while a slot is opening', async () => {
  const slow: AudioInput = { start: () => new Promise(() => {}), stop() {} };
  await using stage = new SessionUnderTest({ audioInput: slow });
  stage.clock.setTimeout(() => stage.service.line.close(1006), 50);

  await stage.session.start();

  expect(stage.clock.now()).toBe(50);
  expect(await stage.session.ended).toMatchObject({ reason: 'failure', error: { code: 'CONNECTION_LOST' } });
  expect(stage.log.of('ended')).toHaveLength(1);
});

it.each(Array.from({ length: 12 }, (_, microtasks) => microtasks))(
  'resolves where the service is gone %i microtasks after it has answered, and tells the end',
  async (microtasks) => {
    await using stage = new SessionUnderTest({ audioInput: new FakeMicrophone() });
    const { session, service } = stage;
    const closeLater = async () => {
      for (let turn = 0; turn < microtasks; turn += 1) await Promise.resolve();
      service.line.close(1011, 'Internal error');
    };
    session.hooks.connected.tap('Test', () => void closeLater());

    await session.start();

    expect(await session.ended).toMatchObject({
      reason: 'failure',
      closeCode: 1011,
      error: { code: 'SERVER_ERROR' },
    });
    expect(stage.log.of('stateChanged').map(({ state }) => state)).toEqual([
      'connecting',
      'connected',
      'ending',
      'ended',
    ]);
    expect(stage.log.of('ended')).toHaveLength(1);
  },
);

it.each(Array.from({ length: 12 }, (_, microtasks) => microtasks))(
  'brings back a connection that is lost %i microtasks after it was answered, and the next one too',
  async (microtasks) => {
    await using stage = new SessionUnderTest({ audioInput: new FakeMicrophone() });
    const { session, service } = stage;
    let losses = 0;
    const loseLater = async () => {
      for (let turn = 0; turn < microtasks; turn += 1) await Promise.resolve();
      service.line.close(1006);
    };
    session.hooks.recoverConnection.tap('Again', ({ request }) => request);
    session.hooks.connected.tap('Test', () => {
      losses += 1;
      if (losses < 3) void loseLater();
    });

    await session.start();
    await stage.pass(10);

    expect([session.state, service.lines.length]).toEqual(['connected', 3]);
    expect(stage.log.of('ended')).toEqual([]);
    session.sendUserMessage('Still there?');
    expect(service.heard('user_message')).toHaveLength(1);
  },
);

it('aborts the signal of a slot whose start was given up', async () => {
  const microphone = new FakeMicrophone();
  const slow: AudioInput = {
    start(options) {
      microphone.start(options, () => {});
      return new Promise(() => {});
    },
    stop: () => microphone.stop(),
  };
  await using stage = new SessionUnderTest({ audioInput: slow });

  await expect(stage.session.start({ timeoutMs: 1_000 })).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
  expect(microphone.started?.signal.aborted).toBe(true);
  expect(microphone.calls).toEqual(['start', 'stop']);
});

it('leaves nothing behind when it fails: no timer, no socket, no message that waits', async () => {
  const service = new FakeService({ greeting: [] });
  await using stage = new SessionUnderTest({ service });
  const starting = stage.session.start({ timeoutMs: 1_000 });
  stage.session.sendUserMessage('Is anybody there?');
  await expect(starting).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
  await stage.clock.settled();

  expect(stage.clock.pending).toEqual([]);
  expect(service.line.state).toBe('closed');
  expect(stage.session.state).toBe('idle');

  service.greeting = [metadata()];
  await stage.session.start();
  expect(service.heard('user_message')).toEqual([]);
});

it('refuses a second start while one is under way, and while connected', async () => {
  await using stage = new SessionUnderTest();
  const starting = stage.session.start();
  await expect(stage.session.start()).rejects.toMatchObject({ code: 'INVALID_STATE' });
  await starting;
  await expect(stage.session.start()).rejects.toMatchObject({
    code: 'INVALID_STATE',
    message: 'start() is not possible while the session is connected. Call end() first.',
  });
});

it.each<[string, (session: Session) => unknown]>([
  ['send()', (session) => session.sendUserMessage('Hello?')],
  ['ended', (session) => session.ended],
  ['interrupt()', (session) => session.interrupt()],
  ['pause()', (session) => session.pause()],
])('refuses %s before the first start', (call, use) => {
  const session = new Session({ agentId: 'agent_1' });
  expect(() => use(session)).toThrow(
    expect.objectContaining({
      code: 'INVALID_STATE',
      message: `${call} is not possible while the session is idle. Call start() first.`,
    }),
  );
});

it('rejects end() before the first start', async () => {
  const ending = new Session({ agentId: 'agent_1' }).end();
  await expect(ending).rejects.toMatchObject({
    code: 'INVALID_STATE',
    message: 'end() is not possible while the session is idle. Call start() first.',
  });
});

it('says which of two things ABORTED means: a start that was given up, or a conversation that is over', async () => {
  const microphone = new FakeMicrophone();
  await using stage = new SessionUnderTest({ audioInput: microphone });
  const starting = stage.session.start();
  void stage.session.end();
  await expect(starting).rejects.toMatchObject({
    code: 'ABORTED',
    message: 'The start was given up, because end() was called before the agent had answered.',
  });

  await stage.session.start();
  await stage.session.end();
  expect(microphone.started?.signal.reason).toMatchObject({
    code: 'ABORTED',
    message: 'The conversation is over, so what still ran for it was stopped.',
  });
});
