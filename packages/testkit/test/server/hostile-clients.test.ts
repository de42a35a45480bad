import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import { expect, it, onTestFinished } from 'vitest';
import { ConvaiServer, scenario, type ConvaiServerOptions } from '@duologue/testkit';
import { RawClient } from '../support/raw-client.ts';

const greeting = scenario('greeting', ({ server, client }) => [
  server.metadata(),
  client.userMessage(),
  server.close(),
]);

const initiation = { type: 'conversation_initiation_client_data' };

/** JSON of a message in which lists stand in lists, so many times. */
function nested(type: string, depth: number): string {
  return `{"type":"${type}","dynamic_variables":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}`;
}

async function serve(options: Partial<ConvaiServerOptions> = {}): Promise<ConvaiServer> {
  const server = await ConvaiServer.listen(greeting, options);
  onTestFinished(() => server.close());
  return server;
}

/** A call that goes well: whatever was done to the server before, it still serves. */
async function callsWell(server: ConvaiServer): Promise<boolean> {
  const socket = new WebSocket(server.url);
  await once(socket, 'open');
  socket.send(JSON.stringify(initiation));
  await once(socket, 'message');
  socket.send(JSON.stringify({ type: 'user_message', text: 'Hi' }));
  const [code] = (await once(socket, 'close')) as [number];
  return code === 1000;
}

/** Sends a request as it stands; resolves with the status line of the answer. */
async function request(server: ConvaiServer, lines: readonly string[]): Promise<string> {
  const socket = open(server, lines);
  let answer = '';
  socket.on('data', (data: Buffer) => (answer += data.toString()));
  await once(socket, 'close');
  return answer.split('\r\n')[0] ?? '';
}

function open(server: ConvaiServer, lines: readonly string[]): Socket {
  const socket = connect(Number(new URL(server.httpUrl).port), '127.0.0.1');
  socket.on('error', () => {}); // a close follows
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  return socket;
}

const upgrade = (path: string) => [
  `GET ${path} HTTP/1.1`,
  'Host: x',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

it.each([nested(initiation.type, 300), nested(initiation.type, 20_000), nested('brand_new', 4_000)])(
  'refuses a frame that is nested too deep, and serves the next client',
  async (frame) => {
    const server = await serve();
    const socket = new WebSocket(server.url);
    await once(socket, 'open');
    socket.send(frame);
    const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
    expect([
      code,
      reason.toString(),
      server.conversations[0]?.failure?.facts.cause,
      await callsWell(server),
    ]).toEqual([
      1011,
      'scenario failed: protocol_invalid',
      `The client sent a text frame that is nested deeper than 200 levels (${frame.length} long).`,
      true,
    ]);
  },
);

const endless: Record<string, unknown> = { type: 'brand_new' };
endless.self = endless;

it.each([
  { what: 'holds itself', door: 'memory', unwritable: endless },
  { what: 'holds itself', door: 'sockets', unwritable: endless },
  { what: 'JSON has no number for', door: 'memory', unwritable: { type: 'brand_new', big: 1n } },
  { what: 'JSON has no number for', door: 'sockets', unwritable: { type: 'brand_new', big: 1n } },
] as const)(
  'fails the conversation, and nothing else, where a reaction sends what $what ($door)',
  async ({ door, unwritable }) => {
    await using client = await RawClient.connect(
      scenario('endless', ({ server, client: does }) => [server.metadata(), does.userActivity()], {
        reactions: ({ client: does, server }) => [
          { on: does.userMessage(), do: () => [server.raw(unwritable)] },
        ],
      }),
      { door },
    );
    await client.hello();
    await client.send({ type: 'user_message', text: 'Hi' });
    await client.conversation.closed;
    expect([client.conversation.failure?.code, client.closed]).toEqual([
      'harness_error',
      { code: 1011, reason: 'scenario failed: harness_error' },
    ]);
  },
);

it('fails the conversation, and nothing else, where a listener of the server throws', async () => {
  const server = await serve();
  server.onForeignConversation(() => {
    throw new Error('no driver');
  });
  const socket = new WebSocket(server.url);
  const [code] = (await once(socket, 'close')) as [number];
  expect([code, server.conversations[0]?.failure?.facts.cause]).toEqual([
    1011,
    expect.stringContaining('no driver'),
  ]);
});

it('cuts the connection, and nothing else, where there is no conversation that could fail of what is thrown', async () => {
  const server = await serve({ agents: new Map() });
  server.onRefusal(() => {
    throw new Error('nowhere to write');
  });
  const warned = once(process, 'warning');
  const socket = new WebSocket(server.url.replace('agent_test', 'agent_1'));
  socket.on('error', () => {}); // a close follows
  await new Promise((resolve) => socket.once('close', resolve));
  const [warning] = (await warned) as [Error];
  expect([warning.message, await callsWell(server)]).toEqual([
    'A client got no conversation: Error: nowhere to write',
    true,
  ]);
});

it('keeps what a listener throws about a conversation that is over as its failure', async () => {
  const server = await serve();
  server.onConversationEnd(() => {
    throw new Error('nowhere to write');
  });
  const well = await callsWell(server);
  await server.conversations[0]?.closed;
  expect([well, server.conversations[0]?.failure?.facts.cause]).toEqual([
    true,
    expect.stringContaining('nowhere to write'),
  ]);
});

it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
  'takes a message of the type "%s" for one that the contract does not have',
  async (type) => {
    const script = (name: string) =>
      scenario(name, ({ server, client }) => [server.metadata(), client.any({ type })]);
    await using strict = await RawClient.connect(script('strict'));
    await using lenient = await RawClient.connect(script('lenient'), { strict: false });
    for (const client of [strict, lenient]) {
      await client.hello();
      await client.send({ type });
    }
    expect([
      strict.conversation.failure?.facts.cause,
      lenient.conversation.failure,
      lenient.conversation.isComplete,
    ]).toEqual([
      `The client sent ${type}, but there is no client message of type "${type}".`,
      undefined,
      true,
    ]);
  },
);

it.each([{ toString: 1 }, null, 7, [[]]])(
  'takes the answer to a call with the id %j for one to a call that was never made',
  async (id) => {
    await using client = await RawClient.connect(
      scenario('ids', ({ server, client: does }) => [
        server.metadata(),
        server.toolCall('clock'),
        does.toolResult('clock'),
      ]),
      { strict: false },
    );
    await client.hello();
    await client.send({ type: 'client_tool_result', tool_call_id: id, result: 'noon', is_error: false });
    expect(client.conversation.failure?.facts).toMatchObject({
      code: 'tool_result_unknown_id',
      cause: `The client answered a call ${JSON.stringify(id)} that was never made.`,
    });
  },
);

it.each(['/v1/convai/conversations/%E0%A4%A', '/v1/convai/conversations/%/audio'])(
  'answers GET %s, which no encoder writes, by 400',
  async (path) => {
    const server = await serve();
    const response = await fetch(server.httpUrl + path);
    expect([response.status, await response.json(), await callsWell(server)]).toEqual([
      400,
      { detail: { status: 'bad_request', message: `The path ${path} cannot be decoded.` } },
      true,
    ]);
  },
);

it('answers a request whose address cannot be read by 400', async () => {
  const server = await serve();
  const line = await request(server, ['GET / HTTP/1.1', 'Host: [', 'Connection: close']);
  expect([line, await callsWell(server)]).toEqual(['HTTP/1.1 400 Bad Request', true]);
});

it.each(['http://%', 'http://['])('refuses to upgrade %s', async (path) => {
  const server = await serve();
  expect([await request(server, upgrade(path)), await callsWell(server)]).toEqual([
    'HTTP/1.1 400 Bad Request',
    true,
  ]);
});

it('lives on where a client that it refuses is gone before it hears of that', async () => {
  const server = await ConvaiServer.listen(greeting, { apiKey: 'secret' });
  for (let round = 0; round < 20; round += 1) {
    const socket = open(server, upgrade('/v1/convai/conversation?agent_id=a'));
    await once(socket, 'connect');
    await new Promise((resolve) => setImmediate(resolve));
    socket.resetAndDestroy();
    await once(socket, 'close');
  }
  const response = await fetch(`${server.httpUrl}/v1/convai/conversations/nobody`, {
    headers: { 'xi-api-key': 'secret' },
  });
  await server.close();
  expect(response.status).toBe(404);
});
