import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import { Session, systemClock, type SessionOptions } from '@duologue/core';
import { WebSocket, WebSocketServer } from 'ws';
import { expect, it, onTestFinished } from 'vitest';
import {
  cassette,
  CassetteClient,
  ConvaiServer,
  diffCassettes,
  readCassette,
  Recorder,
  RecordingProxy,
  replay,
  scenario,
  VirtualClock,
} from '../../../src/index.ts';
import { framesOf, metadata, nothingRedacted } from '../support/cassettes.ts';
import { call, findRefund } from '../support/recorded-call.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const redact = () => nothingRedacted;

it('records the same conversation on the wire as in the session', async () => {
  const out = temporaryFolder();
  const recorder = new Recorder({ path: path.join(out, 'session'), redact });
  let proxy: RecordingProxy | undefined;
  await replay(
    call,
    {
      door: 'sockets',
      async createSession(options: SessionOptions) {
        const { url = '', clock = systemClock, ...ends } = options;
        proxy = await RecordingProxy.listen({ upstream: { url }, out, redact, clock });
        return new Session({ ...ends, clock, url: proxy.url, tools: [findRefund()], plugins: [recorder] });
      },
    },
    ({ session }) => session.run().then(() => {}),
  );
  await proxy?.close();
  const [onTheWire = ''] = proxy?.cassettes ?? [];
  expect(path.basename(onTheWire)).toBe('2026-01-01T000000-1.cassette.yaml');
  expect(diffCassettes(onTheWire, recorder.cassettes[0] ?? '')).toEqual({ same: true, lanes: [] });
});

it('writes down which protocol it knows, and which configuration of the agent it has recorded', async () => {
  const service = createServer((request, response) => {
    const { port } = service.address() as AddressInfo;
    const isAgent = request.url === '/v1/convai/agents/agent_test';
    response.end(
      JSON.stringify(
        isAgent
          ? { agent_id: 'agent_test', conversation_config: { tts: { speed: 1 }, agent: { language: 'en' } } }
          : { signed_url: `ws://127.0.0.1:${port}/v1/convai/conversation?conversation_signature=a` },
      ),
    );
  }).listen(0, '127.0.0.1');
  const sockets = new WebSocketServer({ server: service });
  sockets.on('connection', (socket) => socket.close(1000));
  onTestFinished(() => void service.close());
  await once(service, 'listening');
  const { port } = service.address() as AddressInfo;
  const proxy = await RecordingProxy.listen({
    upstream: { agentId: 'agent_test', apiKey: 'its-key', origin: `http://127.0.0.1:${port}` },
    out: temporaryFolder(),
  });
  onTestFinished(() => proxy.close());
  await once(new WebSocket(proxy.url), 'close');
  const { protocol, agent_config_hash: config } = readCassette(proxy.cassettes[0] ?? '').header;
  expect(protocol).toEqual({ contract: expect.stringMatching(/^[0-9a-f]{16}$/) as string });
  const sorted = '{"agent":{"language":"en"},"tts":{"speed":1}}';
  expect(config).toBe(createHash('sha256').update(sorted).digest('hex').slice(0, 16));
});

it('records frames that no session can read, on the wire and in the session', async () => {
  const out = temporaryFolder();
  const frames = ['not json', '[1]', '{"no_type":1}', '{"type":"audio"}', Buffer.from([1, 2, 255])];
  const service = new WebSocketServer({ port: 0 });
  onTestFinished(() => service.close());
  service.on('connection', (socket) => {
    for (const frame of [JSON.stringify(metadata), ...frames]) socket.send(frame);
    socket.close(1000);
  });
  const { port } = service.address() as AddressInfo;
  const proxy = await RecordingProxy.listen({ upstream: { url: `ws://127.0.0.1:${port}` }, out, redact });
  onTestFinished(() => proxy.close());
  const recorder = new Recorder({ path: path.join(out, 'session'), redact });
  const session = new Session({ url: proxy.url, plugins: [recorder] });
  session.hooks.problemOccurred.tap('expected', () => {});
  await session.run();
  const [onTheWire = '', inTheSession = ''] = [...proxy.cassettes, ...recorder.cassettes];
  const read = (file: string) =>
    framesOf(file)
      .filter(({ dir }) => dir === 'down')
      .map(({ data, raw }) => data ?? raw);
  expect(read(inTheSession).slice(1, -1)).toEqual([
    { text: 'not json' },
    { text: '[1]' },
    { no_type: 1 },
    { type: 'audio' },
    { base64: 'AQL/' },
  ]);
  expect(read(onTheWire)).toEqual(read(inTheSession));
  expect(diffCassettes(onTheWire, inTheSession)).toEqual({ same: true, lanes: [] });
});

const hello = scenario('hello', ({ server, client }) => [
  client.init(),
  server.metadata(),
  server.say('Hello.'),
  client.userMessage('Hi.'),
  server.ping(),
  server.toolCall('find_refund', {}),
  client.toolResult('find_refund'),
  server.say('Bye.'),
  server.close(),
]);

it('leads a client with a signed URL through the proxy, and writes neither the key nor the signature', async () => {
  const out = temporaryFolder();
  const server = await ConvaiServer.listen(hello, { apiKey: 'sk_0123456789abcdef0123456789abcdef' });
  onTestFinished(() => server.close());
  const proxy = await RecordingProxy.listen({
    upstream: { agentId: 'agent_test', origin: server.httpUrl },
    out,
  });
  onTestFinished(() => proxy.close());
  const session = new Session({
    agentId: 'agent_test',
    apiKey: 'sk_0123456789abcdef0123456789abcdef',
    baseUrl: proxy.httpUrl,
    tools: [findRefund()],
  });
  session.hooks.messageReceived.for('agent_response').tap('answer', ({ text }) => {
    if (text === 'Hello.') session.sendUserMessage('Hi.');
  });
  const { reason } = await session.run();
  expect(reason).toBe('agent');
  const [file = ''] = proxy.cassettes;
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('state: complete');
  expect(text).not.toMatch(/sk_|signature|cvtkn/);
});

it('hands frames on to the letter, of whatever kind, with the subprotocol that the service has chosen', async () => {
  const odd = ['{ "type" : "not_known_yet",  "x": 1.50 }', 'not json', '[1]'];
  const service = new WebSocketServer({ port: 0, handleProtocols: () => 'convai' });
  onTestFinished(() => service.close());
  service.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => {
      socket.send(data as Buffer, { binary: isBinary });
      if (isBinary) socket.close(3000, 'enough');
    });
  });
  const out = temporaryFolder();
  const { port } = service.address() as { port: number };
  const proxy = await RecordingProxy.listen({ upstream: { url: `ws://127.0.0.1:${port}` }, out, redact });
  onTestFinished(() => proxy.close());
  const client = new WebSocket(proxy.url, ['convai', 'bearer.secret']);
  const heard: string[] = [];
  client.on('open', () => {
    for (const frame of odd) client.send(frame);
    client.send(Buffer.from([1, 2, 255]));
  });
  client.on('message', (data: Buffer, isBinary) =>
    heard.push(isBinary ? data.toString('hex') : data.toString()),
  );
  const [code, reason] = (await once(client, 'close')) as [number, Buffer];
  expect([client.protocol, code, reason.toString(), heard]).toEqual([
    'convai',
    3000,
    'enough',
    [...odd, '0102ff'],
  ]);
  const [file = ''] = proxy.cassettes;
  expect(framesOf(file).map(({ dir, data, raw }) => [dir, data ?? raw])).toContainEqual([
    'down',
    { base64: 'AQL/' },
  ]);
  expect(readFileSync(file, 'utf8')).not.toContain('bearer');
  expect(framesOf(file).at(-1)).toMatchObject({
    lane: 'end',
    dir: 'down',
    data: { code: 3000, reason: 'enough' },
  });
});

it('refuses a client as the service does', async () => {
  const server = await ConvaiServer.listen(hello, { apiKey: 'key' });
  onTestFinished(() => server.close());
  const proxy = await RecordingProxy.listen({ upstream: { url: server.url }, out: temporaryFolder() });
  onTestFinished(() => proxy.close());
  const socket = new WebSocket(proxy.url);
  const status = await new Promise((resolve) =>
    socket
      .on('error', () => {})
      .once('unexpected-response', (_request, { statusCode }) => {
        resolve(statusCode);
        socket.terminate();
      }),
  );
  expect([status, proxy.cassettes]).toEqual([401, []]);
});

it('plays the client of a cassette to a server, which answers as it did', async () => {
  const out = temporaryFolder();
  const recorder = new Recorder({ path: path.join(out, 'hello'), redact });
  const spoken = scenario('hello', ({ user }) => [
    ...hello.steps.slice(0, 3),
    user.message('Hi.'),
    ...hello.steps.slice(3),
  ]);
  await replay(
    spoken,
    { createSession: (options) => new Session({ ...options, tools: [findRefund()], plugins: [recorder] }) },
    ({ session }) => session.run().then(() => {}),
  );
  const [file = ''] = recorder.cassettes;
  const server = await ConvaiServer.listen(cassette(file, { plays: [] }));
  onTestFinished(() => server.close());
  const clock = new VirtualClock();
  onTestFinished(() => clock[Symbol.dispose]());
  const heard: string[] = [];
  const release = clock.hold();
  const client = new CassetteClient({
    file,
    url: server.url,
    clock,
    onFrame: (dir, frame) =>
      heard.push(`${dir} ${String((JSON.parse(String(frame)) as { type: unknown }).type)}`),
  });
  const end = await client.ended;
  release();
  expect(end).toEqual({ code: 1000, reason: '', by: 'server' });
  expect(server.conversations[0]?.failure).toBeUndefined();
  expect(heard).toEqual([
    'up conversation_initiation_client_data',
    'down conversation_initiation_metadata',
    'down agent_response',
    'up user_message',
    'down ping',
    'up pong',
    'down client_tool_call',
    'up client_tool_result',
    'down agent_response',
  ]);
});

it('answers calls that the service cannot answer, and goes on', async () => {
  const service = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
  await once(service, 'listening');
  const { port } = service.address() as AddressInfo;
  const proxy = await RecordingProxy.listen({
    upstream: { agentId: 'agent_test', origin: `http://127.0.0.1:${port}` },
    out: temporaryFolder(),
  });
  onTestFinished(() => proxy.close());
  const ask = async (path: string) => {
    const answer = await fetch(`${proxy.httpUrl}/v1/convai/${path}`);
    return [answer.status, await answer.text()];
  };
  const noAddress = await ask('conversation/get-signed-url?agent_id=agent_test');
  service.closeAllConnections();
  service.close();
  await once(service, 'close');
  const noService = await ask('agents');
  expect([noAddress, noService]).toEqual([
    [502, expect.stringContaining('no answer to /v1/convai/conversation/get-signed-url')],
    [502, expect.stringContaining('no answer to /v1/convai/agents')],
  ]);
});

it.each([
  ['closes', (socket: Socket) => socket.destroy()],
  ['ends', (socket: Socket) => socket.end()],
])('hangs up with the service where the client %s before it was accepted', async (_what, leave) => {
  const service = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void service.close());
  await once(service, 'listening');
  const { port } = service.address() as AddressInfo;
  const proxy = await RecordingProxy.listen({
    upstream: { url: `ws://127.0.0.1:${port}` },
    out: temporaryFolder(),
  });
  onTestFinished(() => proxy.close());
  const client = connect(Number(new URL(proxy.httpUrl).port), '127.0.0.1');
  client.write(
    'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  );
  const [, call] = (await once(service, 'upgrade')) as [unknown, Socket];
  leave(client);
  await once(call.resume(), 'end');
  call.destroy();
  expect(proxy.cassettes).toEqual([]);
});

it('hangs up with the service where the client cannot be accepted', async () => {
  const service = new WebSocketServer({ port: 0 });
  onTestFinished(() => service.close());
  const { port } = service.address() as AddressInfo;
  const proxy = await RecordingProxy.listen({
    upstream: { url: `ws://127.0.0.1:${port}` },
    out: temporaryFolder(),
  });
  onTestFinished(() => proxy.close());
  const client = connect(Number(new URL(proxy.httpUrl).port), '127.0.0.1').resume();
  client.write('GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
  const [conversation] = (await once(service, 'connection')) as [WebSocket];
  await once(conversation, 'close');
  expect(proxy.cassettes).toEqual([]);
});

it('lends its key to what opens or reads a conversation of its agent, and to nothing else', async () => {
  const asked: string[] = [];
  const service = createServer((request, response) => {
    asked.push(
      `${request.method} ${request.url} ${String(request.headers['xi-api-key'] ?? 'without a key')}`,
    );
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        signed_url: 'wss://service/v1/convai/conversation?conversation_signature=1',
        agent_id: request.url?.endsWith('conv_1') ? 'agent_test' : 'agent_other',
      }),
    );
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void service.close());
  await once(service, 'listening');
  const { port } = service.address() as AddressInfo;
  const proxy = await RecordingProxy.listen({
    upstream: { agentId: 'agent_test', apiKey: 'its-key', origin: `http://127.0.0.1:${port}` },
    out: temporaryFolder(),
  });
  onTestFinished(() => proxy.close());
  const ask = async (method: string, route: string, headers: Record<string, string> = {}) => {
    asked.length = 0;
    const { port: own } = new URL(proxy.httpUrl);
    const sent = httpRequest({ host: '127.0.0.1', port: own, method, path: `/v1/convai/${route}`, headers });
    const [answer] = (await once(sent.end(), 'response')) as [IncomingMessage];
    answer.resume();
    return [answer.statusCode, ...asked];
  };
  const signed = 'conversation/get-signed-url?agent_id=agent_test';
  expect([
    await ask('GET', signed),
    await ask('GET', signed, { origin: 'http://localhost:5173' }),
    await ask('GET', 'conversation/token?agent_id=agent_test'),
    await ask('GET', 'conversations/conv_1'),
  ]).toEqual([
    [200, `GET /v1/convai/${signed} its-key`],
    [200, `GET /v1/convai/${signed} its-key`],
    [200, 'GET /v1/convai/conversation/token?agent_id=agent_test its-key'],
    [200, 'GET /v1/convai/conversations/conv_1 its-key'],
  ]);
  expect([
    await ask('GET', signed, { origin: 'https://evil.example' }),
    await ask('GET', signed, { origin: 'null' }),
    await ask('GET', signed, { host: 'evil.example' }),
    await ask('GET', 'conversations/conv_2'),
    await ask('GET', 'conversation/get-signed-url?agent_id=agent_other'),
    await ask('GET', `${signed}&agent_id=agent_other`),
    await ask('DELETE', 'agents/agent_test'),
    await ask('DELETE', 'agents/agent_test', { 'xi-api-key': 'own' }),
  ]).toEqual([
    [403],
    [403],
    [403],
    [403, 'GET /v1/convai/conversations/conv_2 its-key'],
    [200, 'GET /v1/convai/conversation/get-signed-url?agent_id=agent_other without a key'],
    [200, `GET /v1/convai/${signed}&agent_id=agent_other without a key`],
    [200, 'DELETE /v1/convai/agents/agent_test without a key'],
    [200, 'DELETE /v1/convai/agents/agent_test own'],
  ]);
  const page = new WebSocket(proxy.url, { origin: 'https://evil.example' });
  page.on('error', () => {});
  const [request, refused] = (await once(page, 'unexpected-response')) as [ClientRequest, IncomingMessage];
  expect([refused.statusCode, asked]).toEqual([403, ['DELETE /v1/convai/agents/agent_test own']]);
  request.destroy();
});
