import { inspect } from 'node:util';
import { VirtualClock } from '@duologue/testkit';
import { WebSocketServer } from 'ws';
import { expect, it } from 'vitest';
import { ConversationApi, Session, type SessionOptions } from '../../src/index.ts';
import { FakeMicrophone } from '../support/fake-audio.ts';
import { FakeService } from '../support/fake-service.ts';
import { audio, metadata, pcm, serviceError } from '../support/server-words.ts';
import { SessionUnderTest, type SessionUnderTestOptions } from '../support/session-under-test.ts';

const apiKey = 'sk_4e1d0c9b8a7f6e5d4c3b2a19087f6e5d';
const token = 'tok_eyJhbGciOiJIUzI1NiJ9.c2VjcmV0';
const signature = 'cvtkn_01hzsecretsignature0987654321';
const password = 'correct-horse-battery';
const signedUrl = `wss://api.elevenlabs.io/v1/convai/conversation?agent_id=agent_1&conversation_signature=${signature}`;
const corpus = [apiKey, token, signature, password, signedUrl];

/** Everything that a person or a log could get to see of these values. */
function allTextOf(...values: unknown[]): string {
  const shown = values.map((value) => inspect(value, { depth: 20, showHidden: true, maxStringLength: null }));
  const json = values.map((value) => JSON.stringify(value, (_, inner: unknown) => plain(inner)));
  return [...shown, ...json].join('\n');
}

function plain(value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return [...Object.entries(value), value.message, value.stack, value.cause];
}

/** The secrets that can be seen in these values: none, in a good world. */
function secretsIn(...values: unknown[]): string[] {
  const text = allTextOf(...values);
  return corpus.filter((secret) => text.includes(secret));
}

/** All that a start leaves behind when it fails. */
async function tracesOfFailure(options: SessionUnderTestOptions, act: (stage: SessionUnderTest) => void) {
  const warnings: unknown[] = [];
  const note = (warning: unknown) => warnings.push(warning);
  process.on('warning', note);
  try {
    await using stage = new SessionUnderTest(options);
    const starting = stage.session.start().catch((error: unknown) => error);
    setImmediate(() => act(stage));
    const error = await starting;
    expect(error).toBeInstanceOf(Error);
    const end = await stage.session.ended;
    return [
      error,
      end,
      stage.log.of('problemOccurred'),
      stage.log.of('stateChanged'),
      stage.session,
      warnings,
    ];
  } finally {
    process.off('warning', note);
  }
}

const places: [string, Partial<SessionOptions>][] = [
  ['a signed URL', { signedUrl }],
  ['a token', { agentId: 'agent_1', token }],
  ['a password in the address', { url: `wss://ada:${password}@example.com/v1/convai?key=${apiKey}` }],
  [
    'a key in a header',
    { agentId: 'agent_1', headers: { authorization: `Bearer ${token}`, 'x-key': apiKey } },
  ],
];

it.each(places)('tells nothing of %s where the connection is refused', async (_, options) => {
  const service = new FakeService({ opens: false });
  const error = Object.assign(
    new Error(`getaddrinfo ENOTFOUND ${signedUrl} ${token} ${apiKey} ${password}`),
    {
      code: 'ENOTFOUND',
      config: { headers: { 'xi-api-key': apiKey } },
    },
  );
  expect(
    secretsIn(
      await tracesOfFailure({ service, ...options }, ({ service }) =>
        service.line.end({ code: 1006, reason: '', error }),
      ),
    ),
  ).toEqual([]);
});

it.each(places)('tells nothing of %s where the service repeats it', async (_, options) => {
  const echo = `Invalid credentials: ${Object.values(options)
    .flatMap((value) => (typeof value === 'object' ? Object.values(value) : [value]))
    .join(' ')}`;
  const service = new FakeService({ greeting: [] });
  expect(
    secretsIn(
      await tracesOfFailure({ service, ...options }, ({ service }) => {
        service.line.send(serviceError({ message: echo, error_type: 'authentication_failed' }));
        service.line.close(3000, echo);
      }),
    ),
  ).toEqual([]);
  const refusing = new FakeService({ opens: false });
  expect(
    secretsIn(
      await tracesOfFailure({ service: refusing, ...options }, ({ service }) =>
        service.line.end({ code: 1006, reason: echo, httpStatus: 401 }),
      ),
    ),
  ).toEqual([]);
});

it('tells nothing of a signed URL that a tap made unusable', async () => {
  const session = new Session({ signedUrl });
  session.hooks.beforeConnect.tap('Spoiler', (request) => {
    request.url = request.url.replace('elevenlabs.io', 'elevenlabs.io:99999');
  });
  const error: unknown = await session.start().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'CONNECT_FAILED' });
  expect(secretsIn(error, await session.ended)).toEqual([]);
});

it('tells nothing of a signed URL that no server answers', async () => {
  const server = new WebSocketServer({ port: 0 });
  const { port } = server.address() as { readonly port: number };
  await new Promise((resolve) => server.close(resolve));
  const session = new Session({ signedUrl: `ws://127.0.0.1:${port}/?conversation_signature=${signature}` });
  const error: unknown = await session.start().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'CONNECT_FAILED' });
  expect(secretsIn(error, await session.ended, session)).toEqual([]);
});

it.each<[string, typeof fetch]>([
  [
    'fails',
    () => Promise.reject(Object.assign(new TypeError(`fetch failed ${apiKey}`), { headers: { apiKey } })),
  ],
  ['answers 401', () => Promise.resolve(new Response(`wrong key ${apiKey}`, { status: 401 }))],
  ['answers 500', () => Promise.resolve(new Response(`no ${apiKey}`, { status: 500 }))],
  ['answers with no JSON', () => Promise.resolve(new Response(`{${signedUrl}`))],
  ['answers with no address', () => Promise.resolve(Response.json({ signed_url: `not ${signedUrl}` }))],
  [
    'answers with an address that is none of a socket',
    () => Promise.resolve(Response.json({ signed_url: signedUrl.replace('wss', 'https') })),
  ],
])('tells nothing of an API key or what it brought where the call %s', async (_, fetch) => {
  expect(secretsIn(await tracesOfFailure({ agentId: 'agent_1', apiKey, fetch }, () => {}))).toEqual([]);
  const api = new ConversationApi({ apiKey, fetch });
  expect(secretsIn(await api.getToken({ agentId: 'agent_1' }).catch((error: unknown) => error))).toEqual([]);
});

it('tells nothing of an API key that is no header value', async () => {
  const broken = `${apiKey}\n${token}`;
  expect(secretsIn(await tracesOfFailure({ agentId: 'agent_1', apiKey: broken }, () => {}))).toEqual([]);
});

it('tells nothing of a key in options that are wrong', () => {
  const wrong: Partial<SessionOptions>[] = [
    { url: `http://${password}@example.com`, apiKey },
    { signedUrl: `https://x?conversation_signature=${signature}` },
    { agentId: 'a', baseUrl: `ftp://${apiKey}` },
    { agentId: 'a', signedUrl },
    { agentId: 'a', userId: 7 as never, dynamicVariables: { key: { apiKey } as never } },
  ];
  for (const options of wrong) {
    let thrown: unknown;
    try {
      new Session(options);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'INVALID_OPTIONS' });
    expect(secretsIn(thrown)).toEqual([]);
  }
});

it('sends the key to the service and nowhere else', async () => {
  const calls: unknown[] = [];
  const fetch: typeof globalThis.fetch = (address, init) => {
    const headers = init?.headers as Record<string, string> | undefined;
    calls.push([(address as URL).href, headers?.['xi-api-key']]);
    return Promise.resolve(Response.json({ signed_url: signedUrl }));
  };
  await using stage = await SessionUnderTest.connected({ agentId: 'agent_1', apiKey, fetch });
  expect(calls).toEqual([
    ['https://api.elevenlabs.io/v1/convai/conversation/get-signed-url?agent_id=agent_1', apiKey],
  ]);
  expect(stage.service.line.request.url).toBe(signedUrl);
  expect(JSON.stringify(stage.service.line.request.headers)).not.toContain(apiKey);
  expect(stage.service.line.frames.join()).not.toContain(apiKey);
  expect(secretsIn(stage.session, stage.log.of('connected'), await stage.session.end())).toEqual([]);
});

it('gives its logger neither audio nor keys', async () => {
  const lines: unknown[] = [];
  const write = (details: object, message: string) => void lines.push(message, details);
  const logger = { debug: write, info: write, warn: write, error: write };
  const microphone = new FakeMicrophone();
  const clock = new VirtualClock();
  await using stage = await SessionUnderTest.connected({
    clock,
    signedUrl,
    logger,
    audioInput: microphone,
    service: new FakeService({ greeting: [metadata(), audio(100, 1), '{"type":"audio","audio_event":{}}'] }),
  });
  microphone.hear(pcm(20));
  await stage.pass(500);
  stage.service.line.close(1011, signedUrl);
  await stage.session.ended;

  expect(secretsIn(lines)).toEqual([]);
  expect(allTextOf(lines, stage.log.of('problemOccurred'))).not.toMatch(/Int16Array|AQACAAMA/);
});
