import { once } from 'node:events';
import { WebSocket } from 'ws';
import { expect, it, onTestFinished } from 'vitest';
import { Session, systemClock, type Clock } from '@duologue/core';
import {
  ConvaiServer,
  prepareScenario,
  scenario,
  VirtualClock,
  type ConvaiServerOptions,
} from '@duologue/testkit';
import { crowd } from '../support/one-server.ts';

const greeting = scenario('greeting', ({ server, client }) => [
  server.metadata(),
  server.say('Hello.'),
  client.userMessage(),
  server.close(),
]);

async function serve(options: Partial<ConvaiServerOptions> = {}): Promise<ConvaiServer> {
  const server = await ConvaiServer.listen(greeting, options);
  onTestFinished(() => server.close());
  return server;
}

/** A socket that has said hello, and what it gets. */
function dial(url: string, protocols: string[] = []): { socket: WebSocket; types: unknown[] } {
  const socket = new WebSocket(url, protocols);
  const types: unknown[] = [];
  socket.on('open', () => socket.send(JSON.stringify({ type: 'conversation_initiation_client_data' })));
  socket.on('message', (data: Buffer) => types.push((JSON.parse(data.toString()) as { type: unknown }).type));
  return { socket, types };
}

it.each([
  { offered: [], chosen: '' },
  { offered: ['convai'], chosen: 'convai' },
  { offered: ['convai', 'bearer.secret'], chosen: 'convai' },
])('echoes the subprotocol only where it was offered: $offered', async ({ offered, chosen }) => {
  const { socket } = dial((await serve()).url, offered);
  await once(socket, 'open');
  expect([socket.protocol, socket.extensions]).toEqual([chosen, '']);
});

it.each([
  { offered: ['convai'], path: '', gaps: [5] },
  { offered: [], path: '', gaps: [] },
  { offered: ['convai'], path: '&source=duologue', gaps: [] },
])(
  'leaves a gap after the metadata only for clients that lose what comes with it: $offered$path',
  async ({ offered, path, gaps }) => {
    const waits: number[] = [];
    const clock: Clock = {
      ...systemClock,
      setTimeout: (callback, ms) => {
        waits.push(ms);
        return systemClock.setTimeout(callback, ms);
      },
    };
    const server = await serve({ clock });
    const { socket, types } = dial(server.url + path, offered);
    while (types.length < 2) await once(socket, 'message');
    expect([waits.filter((ms) => ms < 1_000), types]).toEqual([
      gaps,
      ['conversation_initiation_metadata', 'agent_response'],
    ]);
  },
);

it('lets nobody into a private agent without a signed URL', async () => {
  const server = await serve({ apiKey: 'secret' });
  const { socket } = dial(server.url);
  const [error] = (await once(socket, 'error')) as [Error];
  expect(error.message).toBe('Unexpected server response: 401');
});

it('lets a session with the key of a private agent in', async () => {
  const server = await serve({ apiKey: 'secret' });
  const session = new Session({ agentId: 'agent_1', apiKey: 'secret', baseUrl: server.httpUrl });
  await session.start();
  session.sendUserMessage('Hi');
  const { reason } = await session.ended;
  expect([reason, server.restCalls, server.conversations[0]?.failure]).toEqual([
    'agent',
    [{ method: 'GET', path: '/v1/convai/conversation/get-signed-url', status: 200 }],
    undefined,
  ]);
});

it.each(['', '/anything', '/v1/convai/conversation/', '/V1/convai/conversation', '//v1/convai/conversation'])(
  'lets nobody into a private agent by the path "%s" either',
  async (path) => {
    const server = await serve({ apiKey: 'secret' });
    const { socket } = dial(`${server.httpUrl.replace('http', 'ws')}${path}?agent_id=agent_1`);
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toBe(`Unexpected server response: ${/v1/i.test(path) ? 404 : 401}`);
  },
);

it('accepts conversations on any other path, as an on-premises server does', async () => {
  const server = await serve();
  const { socket, types } = dial(`${server.httpUrl.replace('http', 'ws')}/sagemaker/convai/conversation`);
  await once(socket, 'message');
  expect(types[0]).toBe('conversation_initiation_metadata');
});

it.each(['/v1/convai/conversations', '/v1/convai/conversation/', '/V1/convai/conversation', '/v1//convai'])(
  'has no conversations at %s, which the service does not have either',
  async (path) => {
    const server = await serve();
    const refusals: unknown[] = [];
    server.onRefusal((refusal) => refusals.push(refusal));
    const { socket } = dial(`${server.httpUrl.replace('http', 'ws')}${path}?agent_id=agent_1`);
    const [error] = (await once(socket, 'error')) as [Error];
    expect([error.message, refusals]).toEqual([
      'Unexpected server response: 404',
      [{ status: 404, message: `There is no ${path}. Conversations are at /v1/convai/conversation.` }],
    ]);
  },
);

/** A server of two agents beside its own. */
async function serveAgents(): Promise<ConvaiServer> {
  const names = ['booking', 'weather'];
  const scenarios = names.map((name) =>
    scenario(name, ({ server }) => [server.metadata(), server.say(name), server.close()]),
  );
  const prepared = await Promise.all(scenarios.map((one) => prepareScenario(one)));
  const agents = new Map(prepared.map((one) => [one.scenario.name, one]));
  return serve({ agents });
}

it.each([
  { query: '?agent_id=weather', plays: 'weather' },
  { query: '?agent_id=agent_test', plays: 'greeting' },
])('plays the scenario of the agent that a client names: $query', async ({ query, plays }) => {
  const server = await serveAgents();
  const { socket } = dial(server.url.replace('?agent_id=agent_test', query));
  await once(socket, 'message');
  expect(server.conversations.map((conversation) => conversation.scenario.name)).toEqual([plays]);
});

it.each([
  { query: '?agent_id=bookings', message: 'There is no agent "bookings". Did you mean "booking"?' },
  { query: '?agent_id=__proto__', message: 'There is no agent "__proto__". There are booking, weather.' },
  { query: '', message: 'agent_id is missing. There are booking, weather.' },
])('refuses a client that names an agent which is not there: "$query"', async ({ query, message }) => {
  const server = await serveAgents();
  const refusals: unknown[] = [];
  server.onRefusal((refusal) => refusals.push(refusal));
  const { socket } = dial(server.url.replace('?agent_id=agent_test', query));
  const [error] = (await once(socket, 'error')) as [Error];
  expect([error.message, refusals, server.conversations]).toEqual([
    'Unexpected server response: 404',
    [{ status: 404, message }],
    [],
  ]);
});

it('tells a session of an agent which is not there by AGENT_NOT_FOUND', async () => {
  const server = await serveAgents();
  const { httpUrl: baseUrl } = server;
  const signed = new Session({ agentId: 'bookings', apiKey: 'any', baseUrl });
  const open = new Session({ agentId: 'bookings', baseUrl });
  await expect(signed.start()).rejects.toMatchObject({ code: 'AGENT_NOT_FOUND' });
  await expect(open.start()).rejects.toMatchObject({ code: 'AGENT_NOT_FOUND' });
});

it('tells of audio and binary frames that cannot be read', async () => {
  const server = await serve();
  const { socket } = dial(server.url);
  await once(socket, 'message');
  socket.send(Buffer.from([1, 2, 3]));
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  expect([code, reason.toString(), server.conversations[0]?.failure?.facts.cause]).toEqual([
    1011,
    'scenario failed: protocol_invalid',
    'The client sent a binary frame (3 long).',
  ]);
});

it('gives each conversation ids of its own', async () => {
  const server = await serve();
  const sockets = [dial(server.url), dial(server.url)];
  await Promise.all(sockets.map(({ socket }) => once(socket, 'message')));
  const ids = server.conversations.map(({ id }) => id);
  expect(new Set(ids).size).toBe(2);
});

it('refuses clients that it cannot see in virtual time, and says what to do', async () => {
  using clock = new VirtualClock();
  const server = await serve({ clock });
  const { socket } = dial(server.url);
  await once(socket, 'close');
  expect(server.conversations[0]?.failure).toMatchObject({
    code: 'harness_error',
    message: expect.stringContaining('server.client()') as string,
  });
});

it('plays twenty spoken conversations at once, each as if it were alone', async () => {
  const { open, failed, hashes, ids } = await crowd(20);
  expect({ open, failed, hashes: hashes.size, ids: ids.size }).toEqual({
    open: 20,
    failed: 0,
    hashes: 1,
    ids: 20,
  });
});
