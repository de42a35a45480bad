import { VirtualClock } from '@duologue/testkit';
import { WebSocketServer } from 'ws';
import { expect, it } from 'vitest';
import { Session, type SessionOptions } from '../../src/index.ts';
import { FactLog } from '../support/fact-log.ts';
import { agentResponse, audio, metadata, ping } from '../support/server-words.ts';
import { frame, greet, handshake, RawService, text, type RawTalk } from './raw-service.ts';
import { SocketService } from './socket-service.ts';

/** A session on real sockets, and the log of it. */
function dial(url: string, options: Partial<SessionOptions> = {}) {
  const session = new Session({ url, ...options });
  return { session, log: new FactLog(session.hooks) };
}

/** Resolves with the next fact that a hook tells and that fits. */
function next<T>(
  hook: { tap(name: string, watch: (fact: T) => void): void },
  fits: (fact: T) => boolean = () => true,
): Promise<T> {
  return new Promise((resolve) => {
    hook.tap('next', (fact) => {
      if (fits(fact)) resolve(fact);
    });
  });
}

it.each<[string, RawTalk]>([
  [
    'in one write with the handshake',
    (socket, request) => {
      socket.write(
        Buffer.concat([
          handshake(request),
          text(metadata()),
          text(audio(20, 1)),
          text(agentResponse('Hello.', 1)),
          text(ping(7)),
        ]),
      );
    },
  ],
  [
    'one byte at a time',
    (socket, request) => {
      const bytes = Buffer.concat([
        handshake(request),
        text(metadata()),
        text(audio(20, 1)),
        text(agentResponse('Hello.', 1)),
        text(ping(7)),
      ]);
      for (const byte of bytes) socket.write(Buffer.of(byte));
    },
  ],
  [
    'in fragments',
    (socket, request) => {
      socket.write(handshake(request));
      for (const message of [metadata(), audio(20, 1), agentResponse('Hello.', 1), ping(7)]) {
        const whole = Buffer.from(JSON.stringify(message));
        socket.write(frame(whole.subarray(0, 9), { fin: false }));
        socket.write(frame(whole.subarray(9, 20), { opcode: 0, fin: false }));
        socket.write(frame(whole.subarray(20), { opcode: 0 }));
      }
    },
  ],
])('loses nothing that comes %s', async (_, talk) => {
  await using service = await RawService.listen(talk);
  const { session, log } = dial(service.url);
  const pinged = next(session.hooks.messageReceived.for('ping'));
  await session.start();
  await pinged;

  expect(log.of('messageReceived').map(({ type }) => type)).toEqual([
    'conversation_initiation_metadata',
    'audio',
    'agent_response',
    'ping',
  ]);
  expect(log.of('messageSent')).toContainEqual({ type: 'pong', eventId: 7 });
  expect(session.transcript).toMatchObject([{ text: 'Hello.' }]);
  expect(log.problems).toEqual([]);
  service.hangUp();
  await session.ended;
});

it.each([
  [1000, 'bye', 'agent', undefined],
  [1001, 'going away', 'failure', 'CONNECTION_LOST'],
  [1008, 'Invalid message received', 'failure', 'INVALID_REQUEST'],
  [1011, 'internal error', 'failure', 'SERVER_ERROR'],
  [3008, 'too many concurrent connections', 'failure', 'QUOTA_EXCEEDED'],
])('tells a close with %i and its reason', async (closeCode, closeReason, reason, code) => {
  await using service = await SocketService.listen();
  const { session } = dial(service.url);
  await session.start();
  service.sockets[0]?.close(closeCode, closeReason);

  expect(await session.ended).toMatchObject({
    reason,
    closeCode,
    closeReason,
    ...(code && { error: { code } }),
  });
});

it('reads a close frame without a code as 1005, and a goodbye', async () => {
  await using service = await SocketService.listen();
  const { session } = dial(service.url);
  await session.start();
  service.sockets[0]?.close();
  expect(await session.ended).toMatchObject({ reason: 'agent', closeCode: 1005 });
});

it('reads a connection that breaks without a close frame as 1006, and lost', async () => {
  await using service = await SocketService.listen();
  const { session } = dial(service.url);
  await session.start();
  service.sockets[0]?.terminate();
  expect(await session.ended).toMatchObject({
    reason: 'failure',
    closeCode: 1006,
    error: { code: 'CONNECTION_LOST' },
  });
});

it('says goodbye with 1000 and hears the answer', async () => {
  await using service = await SocketService.listen();
  const { session } = dial(service.url);
  await session.start();
  const closed = new Promise((resolve) =>
    service.sockets[0]?.on('close', (code, reason) => resolve([code, reason.toString()])),
  );
  expect(await session.end()).toMatchObject({ reason: 'user', closeCode: 1000 });
  expect(await closed).toEqual([1000, 'The user ended the conversation.']);
});

it.each([
  [401, 'AUTH_FAILED'],
  [403, 'AUTH_FAILED'],
  [404, 'AGENT_NOT_FOUND'],
  [429, 'QUOTA_EXCEEDED'],
  [500, 'SERVER_ERROR'],
])('reads a refusal of the upgrade with HTTP %i as %s', async (status, code) => {
  await using service = await RawService.listen((socket) => {
    socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 5\r\nConnection: close\r\n\r\nsorry`);
  });
  const { session } = dial(service.url);
  await expect(session.start()).rejects.toMatchObject({ code, details: { httpStatus: status } });
});

it.each<[string, RawTalk]>([
  ['hangs up', (socket) => socket.destroy()],
  ['speaks no HTTP', (socket) => socket.end('hello?\r\n\r\n')],
  [
    'answers with the wrong key',
    (socket) =>
      socket.write(
        'HTTP/1.1 101 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n',
      ),
  ],
  [
    'names a subprotocol that was not offered',
    (socket, request) => socket.write(handshake(request, 'Sec-WebSocket-Protocol: soap')),
  ],
])('fails the start where a server %s', async (_, talk) => {
  await using service = await RawService.listen(talk);
  const { session } = dial(service.url);
  await expect(session.start()).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
  expect(session.state).toBe('idle');
});

it('fails the start where nobody listens', async () => {
  const server = new WebSocketServer({ port: 0 });
  const { port } = server.address() as { readonly port: number };
  await new Promise((resolve) => server.close(resolve));
  const { session } = dial(`ws://127.0.0.1:${port}/`);
  await expect(session.start()).rejects.toMatchObject({
    code: 'CONNECT_FAILED',
    message: 'The connection could not be opened (ECONNREFUSED).',
  });
});

it('gives up a server that accepts and then says nothing, and closes the socket', async () => {
  let gone: (value: unknown) => void = () => {};
  const socketGone = new Promise((resolve) => (gone = resolve));
  await using service = await RawService.listen((socket) => socket.on('end', () => gone('closed')).resume());
  const { session } = dial(service.url);
  await expect(session.start({ timeoutMs: 50 })).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
  expect(await socketGone).toBe('closed');
});

it('offers convai, and the token behind it, to the service and to nobody else', async () => {
  await using service = await SocketService.listen();
  const http = service.url.replace('ws:', 'http:');
  const asked = async (options: SessionOptions) => {
    const session = new Session(options);
    await session.start();
    await session.end();
    const { headers, url } = service.requests.at(-1)!;
    return [url, headers['sec-websocket-protocol'], headers['sec-websocket-extensions']];
  };
  expect(await asked({ agentId: 'a&b=c d', baseUrl: http })).toEqual([
    '/v1/convai/conversation?agent_id=a%26b%3Dc+d',
    'convai',
    undefined,
  ]);
  expect(await asked({ agentId: 'a', baseUrl: http, token: 'tok_1', environment: 'staging' })).toEqual([
    '/v1/convai/conversation?agent_id=a&environment=staging',
    'convai,bearer.tok_1',
    undefined,
  ]);
  expect(await asked({ url: `${service.url}own?x=1` })).toEqual(['/own?x=1', undefined, undefined]);
});

it('offers permessage-deflate only where it was asked to, and then reads what is compressed', async () => {
  const server = new WebSocketServer({ port: 0, perMessageDeflate: { threshold: 0 } });
  const extensions: string[] = [];
  server.on('connection', (socket) => {
    extensions.push(socket.extensions);
    socket.send(JSON.stringify(metadata()));
    socket.send(JSON.stringify(audio(200, 1)));
  });
  const { port } = server.address() as { readonly port: number };
  for (const compress of [false, true]) {
    const { session, log } = dial(`ws://127.0.0.1:${port}/`, { socket: { compress } });
    const heard = next(session.hooks.messageReceived.for('audio'));
    await session.start();
    await heard;
    expect(session.playout.ledger).toMatchObject([{ received: 3_200 }]);
    expect(log.problems).toEqual([]);
    await session.end();
  }
  expect(extensions).toEqual(['', 'permessage-deflate']);
  await new Promise((resolve) => server.close(resolve));
});

it.each<[string, Buffer]>([
  ['is binary', frame(Buffer.from([1, 2, 3]), { opcode: 2 })],
  ['is no UTF-8', frame(Buffer.from([0x22, 0xff, 0xfe, 0x22]))],
  ['is empty', frame('')],
])('skips a frame that %s, and goes on', async (_, bad) => {
  await using service = await RawService.listen((socket, request) => {
    greet(socket, request);
    socket.write(Buffer.concat([bad, text(ping(1))]));
  });
  const { session, log } = dial(service.url);
  const pinged = next(session.hooks.messageReceived.for('ping'));
  await session.start();
  await pinged;

  expect(log.problems).toEqual(['BAD_FRAME']);
  expect(session.state).toBe('connected');
  service.hangUp();
  await session.ended;
});

it('says that a message was longer than frameBytes allows', async () => {
  await using service = await SocketService.listen();
  const { session } = dial(service.url, { limits: { frameBytes: 4_096 } });
  await session.start();
  service.sockets[0]?.send(JSON.stringify(audio(1_000, 1)));

  expect(await session.ended).toMatchObject({
    reason: 'failure',
    closeCode: 1009,
    error: {
      code: 'INVALID_REQUEST',
      message: 'The conversation ended: a message of more than 4096 bytes (close code 1009).',
    },
  });
});

it('cuts a connection whose other end does not answer the close', async () => {
  const clock = new VirtualClock();
  let gone: (value: unknown) => void = () => {};
  const socketGone = new Promise((resolve) => (gone = resolve));
  await using service = await RawService.listen((socket, request) => {
    greet(socket, request);
    socket.on('end', () => gone('closed')).resume();
  });
  const { session, log } = dial(service.url, { clock });
  await session.start();
  const startedMs = clock.now();
  await session.end();

  expect(await socketGone).toBe('closed');
  expect(clock.now() - startedMs).toBe(2_000);
  expect(log.problems).toEqual(['CLOSE_TIMEOUT']);
});

it('finds out that the other end is gone though no packet says so', async () => {
  const clock = new VirtualClock({ autojump: false });
  await using service = await RawService.listen((socket, request) => {
    greet(socket, request);
    socket.write(text(ping(1)));
  });
  const { session } = dial(service.url, { clock });
  const pinged = next(session.hooks.messageReceived.for('ping'));
  await session.start();
  await pinged;
  const advancing = clock.advance(40_000);
  expect(await session.ended).toMatchObject({ reason: 'failure', error: { code: 'CONNECTION_STALLED' } });
  await advancing;
});

it('tells the microphone that the socket is slow, and keeps no more than it may', async () => {
  await using service = await RawService.listen((socket, request) => {
    greet(socket, request);
    socket.pause();
  });
  let hear: (samples: Int16Array) => void = () => {};
  const { session, log } = dial(service.url, {
    audioInput: { start: (_, onFrame) => void (hear = onFrame), stop() {} },
  });
  await session.start();
  // far more than the buffers of the kernel hold
  for (let frameNumber = 0; frameNumber < 400; frameNumber += 1) hear(new Int16Array(16_000));
  const dropped = log.of('audioDropped').reduce((sum, { durationMs }) => sum + durationMs, 0);
  expect(dropped).toBeGreaterThan(300_000);
  expect(log.problems).toEqual(['OVERFLOW']);
  service.hangUp();
  expect(await session.ended).toMatchObject({ reason: 'failure' });
});
