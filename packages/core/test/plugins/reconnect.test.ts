import { expect, it } from 'vitest';
import {
  Reconnect,
  type ConnectionClose,
  type ConnectionRequest,
  type ReconnectOptions,
} from '../../src/index.ts';
import { FakeService } from '../support/fake-service.ts';
import {
  agentResponse,
  alignment,
  audio,
  correction,
  interruption,
  metadata,
  ping,
  serviceError,
  toolCall,
  userTranscript,
} from '../support/server-words.ts';
import { SessionUnderTest, type SessionUnderTestOptions } from '../support/session-under-test.ts';

/** A service whose every conversation has an id of its own. */
class CountingService extends FakeService {
  override connect(...args: Parameters<FakeService['connect']>): ReturnType<FakeService['connect']> {
    if (this.greeting.length > 0)
      this.greeting = [metadata({ conversationId: `conv_${this.lines.length + 1}` })];
    return super.connect(...args);
  }
}

function connected(
  reconnect: ReconnectOptions = {},
  options: SessionUnderTestOptions = {},
): Promise<SessionUnderTest> {
  return SessionUnderTest.connected({
    service: new CountingService(),
    plugins: [new Reconnect(reconnect)],
    ...options,
  });
}

/** Waits until the session has the state. */
function state(stage: SessionUnderTest, wanted: string): Promise<void> {
  return new Promise((resolve) => {
    if (stage.session.state === wanted) return resolve();
    stage.session.hooks.stateChanged.tap('wait', (change) => {
      if (change.state === wanted) resolve();
    });
  });
}

it('brings a lost connection back as a new conversation of the same session', async () => {
  await using stage = await connected();
  stage.service.line.close(1006);
  await state(stage, 'connected');

  expect(stage.session.conversationId).toBe('conv_2');
  expect(stage.log.of('stateChanged').map(({ state }) => state)).toEqual([
    'connecting',
    'connected',
    'reconnecting',
    'connected',
  ]);
  expect(
    stage.log.of('connected').map(({ conversationId, reconnected }) => [conversationId, reconnected]),
  ).toEqual([
    ['conv_1', false],
    ['conv_2', true],
  ]);
  expect(stage.log.of('ended')).toEqual([]);
  expect(stage.log.problems).toEqual(['CONNECTION_LOST']);
});

it.each([
  ['a crash of the server', { code: 1011, reason: 'internal error' }],
  ['a server that restarts', { code: 1012, reason: '' }],
  ['a failure of the LLM', { code: 1002, reason: 'LLM failed' }],
])('comes back after %s', async (_, { code, reason }) => {
  await using stage = await connected();
  stage.service.line.close(code, reason);
  await state(stage, 'connected');
  expect(stage.session.conversationId).toBe('conv_2');
});

it('comes back after a connection from which nothing arrives any more', async () => {
  await using stage = await connected({}, { liveness: { suspectMs: 1_000, lostMs: 2_000 } });
  stage.service.send(ping(1));
  stage.service.line.isHalfOpen = true;
  await stage.pass(10_000);
  expect(stage.session.conversationId).toBe('conv_2');
  expect(stage.log.problems).toEqual(['CONNECTION_STALLED', 'CONNECTION_STALLED']);
});

it.each([
  ['a goodbye of the agent', { code: 1000, reason: '' }, 'agent', undefined],
  ['the longest duration', { code: 1000, reason: 'max duration exceeded' }, 'failure', 'MAX_DURATION'],
  [
    'an override that is not allowed',
    { code: 1008, reason: 'Override not allowed' },
    'failure',
    'OVERRIDE_REFUSED',
  ],
  [
    'credentials that were refused',
    { code: 1008, reason: 'authentication failed' },
    'failure',
    'AUTH_FAILED',
  ],
  [
    'a message that was not accepted',
    { code: 1008, reason: 'Invalid message' },
    'failure',
    'INVALID_REQUEST',
  ],
  ['an account without credits', { code: 1008, reason: 'quota exceeded' }, 'failure', 'QUOTA_EXCEEDED'],
])('does not come back after %s', async (_, { code, reason }, how, error) => {
  await using stage = await connected();
  stage.service.line.close(code, reason);
  const end = await stage.session.ended;
  expect([end.reason, end.error?.code]).toEqual([how, error]);
  expect(stage.service.lines).toHaveLength(1);
});

it('does not come back after an error that names its cause before a bare close', async () => {
  await using stage = await connected();
  stage.service.send(serviceError({ error_type: 'max_duration_exceeded', message: 'time is up' }));
  stage.service.line.close(1002);
  expect((await stage.session.ended).error?.code).toBe('MAX_DURATION');
  expect(stage.service.lines).toHaveLength(1);
});

it('waits longer from try to try, by chances that come from the seed', async () => {
  const waits = async (seed: number) => {
    await using stage = await connected({ firstDelayMs: 1_000, maxDelayMs: 4_000, attempts: 5 }, { seed });
    const { service, clock } = stage;
    const dialedAtMs: number[] = [];
    const dial = service.connect.bind(service);
    service.connect = (request, listener) => {
      dialedAtMs.push(clock.now());
      const client = dial(request, listener);
      if (dialedAtMs.length < 5) dropLine(service, { code: 1006, reason: '' });
      return client;
    };
    const lostAtMs = clock.now();
    service.line.close(1006);
    await state(stage, 'connected');
    return dialedAtMs.map((atMs, index) => atMs - (dialedAtMs[index - 1] ?? lostAtMs));
  };
  const first = await waits(1);
  const longest = [1_000, 2_000, 4_000, 4_000, 4_000];
  expect(first.map((ms, index) => ms >= longest[index]! / 2 && ms < longest[index]!)).toEqual(
    Array(5).fill(true),
  );
  expect(await waits(1)).toEqual(first);
  expect(await waits(2)).not.toEqual(first);
});

it('gives up after as many tries as it was allowed, and the end tells the last failure', async () => {
  await using stage = await connected({ attempts: 3 });
  const refuse = stage.service.connect.bind(stage.service);
  stage.service.connect = (request, listener) => {
    const client = refuse(request, listener);
    dropLine(stage.service, { code: 1006, reason: '', httpStatus: 503 });
    return client;
  };
  stage.service.line.close(1006);
  const { reason, error, conversationId } = await stage.session.ended;
  expect([reason, error?.code, conversationId]).toEqual(['failure', 'SERVER_ERROR', 'conv_1']);
  expect(stage.service.lines).toHaveLength(4);
  expect(stage.log.problems).toEqual(['CONNECTION_LOST', 'SERVER_ERROR', 'SERVER_ERROR']);
});

it('gives up once the time is over, also where tries are left', async () => {
  await using stage = await connected({
    attempts: 100,
    firstDelayMs: 1_000,
    maxDelayMs: 1_000,
    withinMs: 5_000,
  });
  stage.service.greeting = [];
  const lostAtMs = stage.clock.now();
  stage.service.line.close(1006);
  const timeoutMs = 10_000;
  expect((await stage.session.ended).error?.code).toBe('CONNECT_TIMEOUT');
  expect(stage.clock.now() - lostAtMs).toBeLessThan(5_000 + timeoutMs);
});

it('stops trying where the credentials are refused meanwhile', async () => {
  await using stage = await connected();
  const dial = stage.service.connect.bind(stage.service);
  stage.service.connect = (request, listener) => {
    const client = dial(request, listener);
    dropLine(stage.service, { code: 1006, reason: '', httpStatus: 401 });
    return client;
  };
  stage.service.line.close(1006);
  expect((await stage.session.ended).error?.code).toBe('AUTH_FAILED');
  expect(stage.service.lines).toHaveLength(2);
});

it('counts the tries of connections that do not hold together', async () => {
  await using stage = await connected({ attempts: 3 });
  stage.session.hooks.connected.tap('Flap', ({ reconnected }) => {
    if (reconnected) stage.clock.setTimeout(() => stage.service.line.close(1006), 1_000);
  });
  stage.service.line.close(1006);
  await stage.session.ended;
  expect(stage.service.lines).toHaveLength(4);
});

it('counts anew after a connection that held', async () => {
  await using stage = await connected({ attempts: 1 });
  for (let losses = 0; losses < 3; losses += 1) {
    await stage.pass(10_000);
    stage.service.line.close(1006);
    await state(stage, 'connected');
  }
  expect(stage.session.conversationId).toBe('conv_4');
});

it('fetches a fresh signed URL for each try, and goes on where that fails for a moment', async () => {
  const answers = [200, 500, 0, 200] as const;
  let fetched = 0;
  const fetchUrl: typeof fetch = async () => {
    const status = answers[fetched++] ?? 0;
    if (status === 0) throw new TypeError('fetch failed');
    return Response.json(
      { signed_url: `wss://api.example/one?conversation_signature=${fetched}` },
      { status },
    );
  };
  await using stage = await connected({}, { apiKey: 'key_1', agentId: 'agent_1', fetch: fetchUrl });
  stage.service.line.close(1006);
  await state(stage, 'connected');

  expect(stage.service.lines.map(({ request }) => request.url)).toEqual([
    'wss://api.example/one?conversation_signature=1',
    'wss://api.example/one?conversation_signature=4',
  ]);
  expect(stage.log.problems).toEqual(['REST_FAILED', 'CONNECT_FAILED', 'CONNECTION_LOST']);
});

it('gives up at once where the signed URL is refused', async () => {
  let fetched = 0;
  const fetchUrl: typeof fetch = async () =>
    Response.json({ signed_url: 'wss://api.example/one' }, { status: fetched++ === 0 ? 200 : 403 });
  await using stage = await connected({}, { apiKey: 'key_1', agentId: 'agent_1', fetch: fetchUrl });
  stage.service.line.close(1006);
  expect((await stage.session.ended).error?.code).toBe('CONNECTION_LOST');
  expect(stage.log.problems).toEqual(['AUTH_FAILED']);
  expect(fetched).toBe(2);
});

it('asks the app for a new signed URL where the session was given one', async () => {
  const signedUrl = async () => 'wss://api.example/two';
  await using stage = await connected({ signedUrl }, { signedUrl: 'wss://api.example/one' });
  stage.service.line.close(1006);
  await state(stage, 'connected');
  expect(stage.service.lines.map(({ request }) => request.url)).toEqual([
    'wss://api.example/one',
    'wss://api.example/two',
  ]);
});

it('asks for the environment of the session with every signed URL', async () => {
  const signedUrl = async () => 'wss://api.example/two?signature=x';
  const place = { signedUrl: 'wss://api.example/one', environment: 'staging' };
  await using stage = await connected({ signedUrl }, place);
  stage.service.line.close(1006);
  await state(stage, 'connected');
  expect(stage.service.lines.map(({ request }) => request.url)).toEqual([
    'wss://api.example/one?environment=staging',
    'wss://api.example/two?signature=x&environment=staging',
  ]);
});

it('takes the new request through beforeConnect, as the first', async () => {
  await using stage = await connected(
    {},
    {
      plugins: [
        new Reconnect(),
        {
          name: 'Branch',
          apply: ({ hooks }) =>
            hooks.beforeConnect.tap('Branch', (request) => {
              request.headers['x-branch'] = 'main street';
            }),
        },
      ],
    },
  );
  stage.service.line.close(1006);
  await state(stage, 'connected');
  expect(stage.service.lines.map(({ request }) => request.headers)).toEqual([
    { 'x-branch': 'main street' },
    { 'x-branch': 'main street' },
  ]);
});

const talk = [
  audio(100, 1),
  agentResponse('Harbour Travel, how can I help?', 1),
  userTranscript('A table for two', 2),
  toolCall('book_table', 'call_1', { party: 2 }),
];

it('tells the new agent what was said, before anything that the app wrote meanwhile', async () => {
  await using stage = await connected(
    {},
    {
      tools: [{ name: 'book_table', description: 'books', run: () => 'Booked for two.' }],
    },
  );
  stage.service.send(...talk);
  await stage.pass(500);
  stage.service.line.close(1006);
  await state(stage, 'reconnecting');
  stage.session.sendUserMessage('Are you there?');
  await state(stage, 'connected');
  await stage.clock.settled();

  expect(stage.service.heard().slice(1)).toEqual([
    {
      type: 'contextual_update',
      text: [
        'The connection broke. This conversation goes on from one that went like this:',
        'Agent: Harbour Travel, how can I help?',
        'User: A table for two',
        'Tool book_table succeeded: Booked for two.',
      ].join('\n'),
    },
    { type: 'user_message', text: 'Are you there?' },
  ]);
});

it('hands the conversation over in a dynamic variable, which is empty at first', async () => {
  await using stage = await connected(
    { handover: { dynamicVariable: 'earlier' } },
    { dynamicVariables: { city: 'Bremen' } },
  );
  stage.service.send(...talk.slice(0, 2));
  await stage.pass(500);
  stage.service.line.close(1006);
  await state(stage, 'connected');
  await stage.clock.settled();

  const earlier =
    'The connection broke. This conversation goes on from one that went like this:\nAgent: Harbour Travel, how can I help?';
  expect(stage.service.lines.map(({ request }) => variablesOf(request))).toEqual([
    { city: 'Bremen', earlier: '' },
    { city: 'Bremen', earlier },
  ]);
  expect(stage.service.heard('contextual_update')).toEqual([]);
});

it('leaves the value that the app gave the variable to the first conversation', async () => {
  await using stage = await connected(
    { handover: { dynamicVariable: 'earlier' } },
    { dynamicVariables: { earlier: 'You never met.' } },
  );
  expect(variablesOf(stage.service.line.request)).toEqual({ earlier: 'You never met.' });
});

it.each([
  ['it was told to', { handover: 'none' } as const, talk.slice(0, 2)],
  ['nobody had spoken', {}, []],
])('says nothing of the past where %s', async (_, options, said) => {
  await using stage = await connected(options);
  stage.service.send(...said);
  stage.service.line.close(1006);
  await state(stage, 'connected');
  await stage.clock.settled();
  expect(stage.service.heard().map(({ type }) => type)).toEqual(['conversation_initiation_client_data']);
});

it('keeps the newest lines of a long conversation', async () => {
  await using stage = await connected({ handoverCharacters: 200 });
  for (let id = 1; id <= 30; id += 1) stage.service.send(agentResponse(`Sentence number ${id}.`, id));
  stage.service.line.close(1006);
  await state(stage, 'connected');
  await stage.clock.settled();
  const [{ text } = { text: '' }] = stage.service.heard('contextual_update') as { text: string }[];
  expect(text.length).toBeLessThanOrEqual(200);
  expect(text).toBe(
    [
      'The connection broke. This conversation goes on from one that ended like this, its beginning left out:',
      'Agent: Sentence number 28.',
      'Agent: Sentence number 29.',
      'Agent: Sentence number 30.',
    ].join('\n'),
  );
});

it('keeps the end of a last turn that is too long alone', async () => {
  await using stage = await connected({ handoverCharacters: 200 });
  stage.service.send(agentResponse('word '.repeat(500) + 'the end.', 1));
  stage.service.line.close(1006);
  await state(stage, 'connected');
  await stage.clock.settled();
  const [{ text } = { text: '' }] = stage.service.heard('contextual_update') as { text: string }[];
  expect(text).toHaveLength(200);
  expect(text).toMatch(/left out:\n… .*word the end\.$/);
});

it('tells of a turn that was cut only what was heard', async () => {
  await using stage = await connected();
  stage.service.send(agentResponse('One two three four.', 1), audio(2_000, 1));
  await stage.pass(500);
  stage.service.send(interruption(2), correction('One two three four.', 'One two', 1));
  stage.service.line.close(1006);
  await state(stage, 'connected');
  await stage.clock.settled();
  expect(stage.service.heard('contextual_update')).toEqual([
    {
      type: 'contextual_update',
      text: 'The connection broke. This conversation goes on from one that went like this:\nAgent: One two (cut off here)',
    },
  ]);
});

it('tells of the turn that the loss cut only what was heard', async () => {
  await using stage = await connected();
  stage.service.send(
    audio(2_000, 1, alignment('One two three four.', 100)),
    agentResponse('One two three four.', 1),
  );
  await stage.pass(800);
  stage.service.line.close(1006);
  await state(stage, 'connected');
  await stage.clock.settled();
  expect(stage.session.transcript).toMatchObject([
    { text: 'One two', plannedText: 'One two three four.', interrupted: true },
  ]);
  expect(stage.service.heard('contextual_update')).toEqual([
    {
      type: 'contextual_update',
      text: 'The connection broke. This conversation goes on from one that went like this:\nAgent: One two (cut off here)',
    },
  ]);
});

it('stops at once when the session is ended meanwhile', async () => {
  await using stage = await connected({ firstDelayMs: 20_000, maxDelayMs: 20_000 });
  stage.service.line.close(1006);
  await state(stage, 'reconnecting');
  const askedAtMs = stage.clock.now();
  const { reason } = await stage.session.end();
  expect([reason, stage.clock.now() - askedAtMs]).toEqual(['user', 0]);
  expect(stage.service.lines).toHaveLength(1);
});

it('starts anew with the next conversation of the session', async () => {
  await using stage = await connected({ attempts: 1, handover: { dynamicVariable: 'earlier' } });
  stage.service.send(...talk.slice(0, 2));
  stage.service.line.close(1006);
  await state(stage, 'connected');
  await stage.session.end();
  await stage.session.start();
  expect(variablesOf(stage.service.line.request)).toEqual({ earlier: '' });
  stage.service.line.close(1006);
  await state(stage, 'connected');
  expect(stage.session.conversationId).toBe('conv_4');
});

it.each([
  [{ attempts: 0 }, 'attempts'],
  [{ attempts: 1.5 }, 'attempts'],
  [{ withinMs: 0 }, 'withinMs'],
  [{ withinMs: 300_001 }, 'withinMs'],
  [{ firstDelayMs: -1 }, 'firstDelayMs'],
  [{ maxDelayMs: Number.NaN }, 'maxDelayMs'],
  [{ handoverCharacters: 100 }, 'handoverCharacters'],
  [{ handover: {} as never }, 'handover'],
  [{ handover: 'email' as never }, 'handover'],
  [{ attemps: 3 } as never, 'attemps'],
  [{ signedUrl: 'wss://example.com' as never }, 'signedUrl'],
])('refuses the options %o', (options, option) => {
  expect(() => new Reconnect(options)).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTIONS', details: { option } }),
  );
});

/** Ends the newest connection before it is open. */
function dropLine({ line }: FakeService, close: ConnectionClose): void {
  queueMicrotask(() => line.end(close));
}

function variablesOf({ initiation }: ConnectionRequest): unknown {
  return initiation[0]?.['dynamic_variables'];
}
