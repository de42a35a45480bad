import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Session, systemClock, type SessionOptions } from '@duologue/core';
import { WebSocket, WebSocketServer } from 'ws';
import { expect, it, onTestFinished } from 'vitest';
import {
  cassette,
  CassetteClient,
  ConvaiServer,
  diffCassettes,
  Recorder,
  RecordingProxy,
  replay,
  scenario,
  VirtualClock,
} from '../../../src/index.ts';
import { framesOf, nothingRedacted } from '../support/cassettes.ts';
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
