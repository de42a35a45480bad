import { VirtualClock } from '@duologue/testkit';
import { expect, expectTypeOf, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  Session,
  webSocketTransport,
  type SessionOptions,
  type SocketRequest,
  type WebSocketLike,
} from '../../src/index.ts';
import { FactLog } from '../support/fact-log.ts';
import { FakeService } from '../support/fake-service.ts';
import { agentResponse, audio, metadata } from '../support/server-words.ts';
import { SocketService } from './socket-service.ts';

/** The package `ws` in the role of another runtime's sockets: it has the interface of the WHATWG too. */
const createSocket = ({ url, protocols }: SocketRequest): WebSocketLike => new WebSocket(url, protocols);

function sessionOn({ url }: SocketService, options: Partial<SessionOptions> = {}): [Session, FactLog] {
  const session = new Session({ url, socket: { createSocket }, ...options });
  return [session, new FactLog(session.hooks)];
}

it('talks through a socket that the app makes, and loses nothing that comes with the handshake', async () => {
  const greeting = [metadata(), agentResponse('Hello.', 1), audio(40, 1)];
  await using service = await SocketService.listen({ greeting });
  const [session, log] = sessionOn(service);
  await session.start();
  session.sendUserMessage('Good day.');
  const end = await session.end();

  expect(log.of('messageReceived').map(({ type }) => type)).toEqual([
    'conversation_initiation_metadata',
    'agent_response',
    'audio',
  ]);
  expect(service.heard.map((frame) => (JSON.parse(frame) as { type: string }).type)).toEqual([
    'conversation_initiation_client_data',
    'user_message',
  ]);
  expect([end.reason, end.closeCode, log.problems]).toEqual(['user', 1000, []]);
});

it('talks through a socket that is open already', async () => {
  await using service = await SocketService.listen({ greeting: [] });
  const socket = new WebSocket(service.url, ['convai']);
  await new Promise((resolve) => socket.once('open', resolve));
  const [peer] = service.sockets;
  peer!.once('message', () => peer!.send(JSON.stringify(metadata())));
  const [session] = sessionOn(service, { socket: { createSocket: () => socket } });
  await session.start();
  expect(await session.end()).toMatchObject({ reason: 'user', closeCode: 1000 });
});

it('does not wait for a socket that is closed already', async () => {
  await using service = await SocketService.listen();
  const socket = new WebSocket(service.url, ['convai']);
  await new Promise((resolve) => socket.once('open', resolve));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.close();
  await closed;
  const [session] = sessionOn(service, { socket: { createSocket: () => socket } });
  await expect(session.start()).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
});

it('hands address, subprotocols and headers to the one who makes the socket', async () => {
  await using service = await SocketService.listen();
  const requests: SocketRequest[] = [];
  const session = new Session({
    agentId: 'agent_1',
    baseUrl: service.url.replace('ws:', 'http:'),
    token: 'token_1',
    headers: { 'x-shop': 'harbour' },
    socket: {
      createSocket: (request) => {
        requests.push(structuredClone({ ...request, initiation: undefined }));
        return createSocket(request);
      },
    },
  });
  await session.start();
  await session.end();
  expect(requests).toEqual([
    {
      url: `${service.url}v1/convai/conversation?agent_id=agent_1`,
      protocols: ['convai', 'bearer.token_1'],
      headers: { 'x-shop': 'harbour' },
    },
  ]);
});

it('tells a socket that cannot connect apart from one that was closed', async () => {
  const { url } = await closedService();
  const session = new Session({ url, socket: { createSocket } });
  await expect(session.start()).rejects.toMatchObject({
    code: 'CONNECT_FAILED',
    details: { closeCode: 1006 },
  });

  await using service = await SocketService.listen();
  const [connected] = sessionOn(service);
  await connected.start();
  service.sockets[0]?.close(1011, 'crashed');
  expect(await connected.ended).toMatchObject({
    reason: 'failure',
    closeCode: 1011,
    closeReason: 'crashed',
    error: { code: 'SERVER_ERROR' },
  });
});

it('says so where the socket cannot be made, without the address', async () => {
  const fails = (): WebSocketLike => {
    throw new SyntaxError('bad address wss://x.example/?conversation_signature=secret');
  };
  const session = new Session({ url: 'wss://x.example/', socket: { createSocket: fails } });
  const error = await session.start().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'CONNECT_FAILED' });
  expect(String((error as Error).message)).not.toContain('secret');
});

it('skips binary messages, whatever form the runtime gives them', async () => {
  await using service = await SocketService.listen({ greeting: [metadata(), new Uint8Array([1, 2, 3])] });
  const [session, log] = sessionOn(service);
  await session.start();
  await session.end();
  expect(log.of('problemOccurred').map(({ error }) => [error.code, error.details])).toEqual([
    ['BAD_FRAME', { bytes: 3 }],
  ]);
});

it('holds messages to the limit of a frame, since other runtimes do not', async () => {
  await using service = await SocketService.listen();
  const [session] = sessionOn(service, { limits: { frameBytes: 10_000 } });
  await session.start();
  service.sockets[0]?.send(JSON.stringify(audio(1_000, 1)));
  expect(await session.ended).toMatchObject({
    reason: 'failure',
    closeCode: 1009,
    error: { code: 'INVALID_REQUEST' },
  });
});

it('gives a socket up that never opens', async () => {
  const events: string[] = [];
  const deaf: WebSocketLike = {
    binaryType: 'blob',
    readyState: 0,
    bufferedAmount: 0,
    send: () => events.push('send'),
    close: () => {
      events.push('close');
      throw new Error('still connecting');
    },
    addEventListener: (type) => events.push(type),
  };
  const session = new Session({ url: 'wss://x.example/', socket: { createSocket: () => deaf } });
  await expect(session.start({ timeoutMs: 20 })).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
  expect([events, deaf.binaryType]).toEqual([['open', 'message', 'error', 'close', 'close'], 'arraybuffer']);
});

it('leaves a socket that does not answer the close', async () => {
  using clock = new VirtualClock();
  await using service = await SocketService.listen();
  const [session, log] = sessionOn(service, { clock });
  await session.start();
  service.sockets[0]?.pause();
  const { reason, closeCode } = await session.end();
  expect([reason, closeCode, log.problems]).toEqual(['user', 1006, ['CLOSE_TIMEOUT']]);
});

it('takes the sockets of ws and of the runtime as they are', () => {
  expectTypeOf<WebSocket>().toExtend<WebSocketLike>();
  expectTypeOf<InstanceType<typeof globalThis.WebSocket>>().toExtend<WebSocketLike>();
});

it.each([
  [
    { createSocket, agent: {}, tls: {} },
    'agent and tls cannot be used with createSocket: give them to the socket that it makes.',
  ],
  [{ createSocket, compress: true }, 'compress cannot be used with createSocket'],
  [{ createSocket: 'ws' }, 'createSocket must be a function.'],
  [
    { proxy: 'http://proxy' },
    'A socket has no option "proxy". Its options are agent, tls, compress, createSocket',
  ],
  [{ frameBytes: 0 }, 'The option frameBytes of a socket must be above 0.'],
])('refuses the socket options %o', (socket, message) => {
  const expected = expect.objectContaining({
    code: 'INVALID_OPTIONS',
    message: expect.stringContaining(message) as string,
  }) as Error;
  expect(() => webSocketTransport(socket as never)).toThrow(expected);
  expect(() => new Session({ agentId: 'agent_1', socket: socket as never })).toThrow(expected);
});

it('refuses a transport together with options for the default one', () => {
  expect(() => new Session({ agentId: 'agent_1', transport: new FakeService(), socket: {} })).toThrow(
    'Give transport or socket, not both',
  );
});

async function closedService(): Promise<{ url: string }> {
  await using service = await SocketService.listen();
  return { url: service.url };
}
