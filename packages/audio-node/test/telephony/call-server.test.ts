import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { CallServer } from '@duologue/audio-node';
import type { CallServerOptions, PhoneCall } from '@duologue/audio-node';
import { Session, systemClock } from '@duologue/core';
import { WebSocket } from 'ws';
import { TwilioPhone, VirtualClock } from '@duologue/testkit';
import { AgentLine } from '../agent-line.ts';
import { sine } from '../tone.ts';

const servers: CallServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

/** A server whose agents the test can reach, in the order of the calls. */
async function startServer(options: Partial<CallServerOptions> = {}) {
  const taken: { call: PhoneCall; agent: AgentLine; session: Session }[] = [];
  const problems: unknown[] = [];
  const server = await CallServer.start({
    drainMs: 0,
    answer: (call) => {
      const agent = new AgentLine({ agentFormat: 'ulaw_8000', userFormat: 'ulaw_8000' });
      const session = new Session({ url: 'ws://agent', transport: agent, plugins: [call] });
      taken.push({ call, agent, session });
      return session;
    },
    onProblem: (error) => problems.push(error),
    ...options,
  });
  servers.push(server);
  return { server, taken, problems };
}

/** Calls the server over a real WebSocket. */
async function dial({ port }: CallServer, path = '/twilio') {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
  const phone = new TwilioPhone({
    clock: systemClock,
    send: (message) => socket.readyState === WebSocket.OPEN && socket.send(message),
  });
  socket.on('message', (data: Buffer) => phone.receive(data.toString('utf8')));
  socket.on('close', () => phone.stop());
  await once(socket, 'open');
  phone.start();
  return { socket, phone };
}

it('starts one session for each call, and ends it when the caller hangs up', async () => {
  const { server, taken, problems } = await startServer();
  const [one, two] = [await dial(server), await dial(server)];
  await expect.poll(() => taken.map(({ session }) => session.state)).toEqual(['connected', 'connected']);
  expect(server.calls).toHaveLength(2);
  taken[0]?.agent.say(sine(500, { sampleRateHz: 8_000, durationMs: 100 }), 1);
  await expect.poll(() => one.phone.heard.reduce((sum, { length }) => sum + length, 0)).toBe(800);
  expect(two.phone.heard).toEqual([]);
  one.phone.hangUp();
  await expect.poll(() => server.calls.length).toBe(1);
  expect(await taken[0]?.session.ended).toMatchObject({ reason: 'user' });
  two.socket.terminate();
  await expect.poll(() => server.calls.length).toBe(0);
  expect(problems).toEqual([]);
});

it('hangs up when the agent does', async () => {
  const { server, taken } = await startServer();
  const { socket } = await dial(server);
  await expect.poll(() => taken[0]?.session.state).toBe('connected');
  taken[0]?.agent.hangUp();
  const [code] = (await once(socket, 'close')) as [number];
  expect(code).toBe(1_000);
});

it('hangs up and tells why when the session cannot be started', async () => {
  const refusing = {
    connect: () => {
      throw new Error('no route');
    },
  };
  const { server, problems } = await startServer({
    answer: (call) => new Session({ url: 'ws://agent', transport: refusing, plugins: [call] }),
  });
  const { socket } = await dial(server);
  await once(socket, 'close');
  await expect.poll(() => problems).toMatchObject([{ code: 'CONNECT_FAILED' }]);
});

it('refuses one call more than it may take, and takes the next when there is room', async () => {
  const { server, taken } = await startServer({ maxCalls: 1 });
  const { phone } = await dial(server);
  await expect.poll(() => taken.length).toBe(1);
  await expect(dial(server)).rejects.toThrow('503');
  phone.hangUp();
  await expect.poll(() => server.calls.length).toBe(0);
  await dial(server);
  await expect.poll(() => taken.length).toBe(2);
});

it('lets nobody in whom it is told to keep out', async () => {
  const { server } = await startServer({
    authorize: ({ url }) => {
      if (url?.includes('broken')) throw new Error('broken check');
      return url?.endsWith('?key=secret') ?? false;
    },
  });
  await expect(dial(server)).rejects.toThrow('403');
  await expect(dial(server, '/twilio?key=broken')).rejects.toThrow('403');
  await expect(dial(server, '/elsewhere?key=secret')).rejects.toThrow('404');
  const { socket } = await dial(server, '/twilio?key=secret');
  expect(socket.readyState).toBe(WebSocket.OPEN);
});

it('answers the webhook of a call with markup that leads to its media stream', async () => {
  const { server } = await startServer({ publicUrl: 'https://phone.example.com/calls' });
  const body = new URLSearchParams({ From: '+15005550006', To: '+1500"&<555', CallSid: 'CA1' });
  const response = await fetch(`http://127.0.0.1:${server.port}/twilio`, { method: 'POST', body });
  expect(response.headers.get('content-type')).toBe('text/xml');
  expect(await response.text()).toMatchInlineSnapshot(
    `"<?xml version="1.0" encoding="UTF-8"?><Response><Connect><Stream url="wss://phone.example.com/calls/twilio"><Parameter name="from" value="+15005550006"/><Parameter name="to" value="+1500&#34;&#38;&#60;555"/></Stream></Connect></Response>"`,
  );
  expect(await (await fetch(`http://127.0.0.1:${server.port}/telnyx`)).text()).toContain(
    'bidirectionalMode="rtp"',
  );
  expect(await (await fetch(`http://127.0.0.1:${server.port}/twilio/s3cret?x=1`)).text()).toContain(
    'url="wss://phone.example.com/calls/twilio/s3cret"',
  );
  expect((await fetch(`http://127.0.0.1:${server.port}/`)).status).toBe(404);
  expect(
    (await fetch(`http://127.0.0.1:${server.port}/twilio`, { method: 'POST', body: 'x'.repeat(100_000) }))
      .status,
  ).toBe(413);
});

it('goes on after peers that send rubbish', async () => {
  const { server, taken, problems } = await startServer({ audioSocketPort: 0 });
  const hostile = new WebSocket(`ws://127.0.0.1:${server.port}/twilio`);
  await once(hostile, 'open');
  hostile.send(Buffer.from([1, 2, 3]));
  hostile.send('{"event":"media","media":null}');
  hostile.send('x'.repeat(100_000));
  await once(hostile, 'close');
  const plain = connect(server.port, '127.0.0.1');
  plain.write('GET /twilio HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nnonsense');
  plain.on('error', () => {});
  const asterisk = connect(server.audioSocketPort ?? 0, '127.0.0.1');
  asterisk.on('error', () => {});
  asterisk.write('nonsense that is no AudioSocket, and long enough to be read as a message'.repeat(1_000));
  await new Promise((resolve) => asterisk.once('close', resolve));
  await expect.poll(() => problems.length).toBe(2);
  await dial(server);
  await expect.poll(() => taken[0]?.session.state).toBe('connected');
});

it('lets calls come to their end when it is stopped, and takes no more', async () => {
  const { server, taken } = await startServer({ drainMs: 60_000, stopOn: ['SIGUSR2'] });
  const { phone } = await dial(server);
  await expect.poll(() => taken[0]?.session.state).toBe('connected');
  process.emit('SIGUSR2');
  await expect(dial(server)).rejects.toThrow('ECONNREFUSED');
  let stopped = false;
  const stop = server.stop().then(() => (stopped = true));
  expect(taken[0]?.session.state).toBe('connected');
  expect(stopped).toBe(false);
  phone.hangUp();
  await stop;
  expect(taken[0]?.session.state).toBe('ended');
});

it('ends calls that go on for too long after it is stopped', async () => {
  const { server, taken } = await startServer({ drainMs: 20 });
  const { socket } = await dial(server);
  await expect.poll(() => taken[0]?.session.state).toBe('connected');
  await server.stop();
  expect(taken[0]?.session.state).toBe('ended');
  await expect.poll(() => socket.readyState).toBe(WebSocket.CLOSED);
});

it('answers Asterisk over TCP, and hangs up when the agent does', async () => {
  const { server, taken, problems } = await startServer({ audioSocketPort: 0 });
  const socket = connect(server.audioSocketPort ?? 0, '127.0.0.1');
  const received: Buffer[] = [];
  socket.on('data', (bytes) => received.push(bytes));
  const message = (kind: number, body: Buffer) =>
    Buffer.concat([Buffer.from([kind, body.length >> 8, body.length & 255]), body]);
  socket.write(message(0x01, Buffer.alloc(16, 7)));
  socket.write(message(0x10, Buffer.alloc(320)));
  await expect.poll(() => taken[0]?.session.state).toBe('connected');
  expect(taken[0]?.call.details).toMatchObject({
    provider: 'audiosocket',
    id: '07070707-0707-0707-0707-070707070707',
  });
  taken[0]?.agent.hangUp();
  await once(socket, 'close');
  const bytes = Buffer.concat(received);
  expect(bytes.subarray(-3)).toEqual(Buffer.from([0, 0, 0]));
  await expect.poll(() => server.calls).toEqual([]);
  expect(problems).toEqual([]);
});

it('does not wait for calls that have not said what they are', async () => {
  const { server, taken, problems } = await startServer({ audioSocketPort: 0 });
  const silent = new WebSocket(`ws://127.0.0.1:${server.port}/twilio`);
  await once(silent, 'open');
  const asterisk = connect(server.audioSocketPort ?? 0, '127.0.0.1');
  await once(asterisk, 'connect');
  await Promise.all([server.stop(), once(silent, 'close'), once(asterisk, 'close')]);
  expect({ taken, problems }).toEqual({ taken: [], problems: [] });
});

it('tells of a call whose agent is lost', async () => {
  const { server, taken, problems } = await startServer();
  const { socket } = await dial(server);
  await expect.poll(() => taken[0]?.session.state).toBe('connected');
  taken[0]?.agent.loseLine();
  await once(socket, 'close');
  await expect.poll(() => problems).toMatchObject([{ code: 'CONNECTION_LOST' }]);
});

it('tells of a call whose line fails', async () => {
  const { server, taken, problems } = await startServer();
  const { socket } = await dial(server);
  await expect.poll(() => taken[0]?.session.state).toBe('connected');
  socket.send('x'.repeat(70_000));
  await expect.poll(() => problems).toMatchObject([{ code: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' }]);
});

it('refuses limits that make no sense', async () => {
  const answer = () => new Session({ url: 'ws://agent' });
  await expect(CallServer.start({ answer, maxCalls: 0 })).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  await expect(CallServer.start({ answer, drainMs: -1 })).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
});

/** Sends a server what no client of HTTP would, and keeps its side open whatever comes back. */
function connectRaw(port: number, request = '') {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  socket.write(request);
  return socket;
}

const upgradeOf = (path: string, host = 'x') =>
  `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`;

it('answers requests to a host that is none, and goes on', async () => {
  const { server } = await startServer({ authorize: () => true });
  const webhook = connectRaw(
    server.port,
    'POST /twilio HTTP/1.1\r\nHost: [\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
  );
  expect(await text(webhook)).toContain('HTTP/1.1 400 Bad Request');
  expect(await text(connectRaw(server.port, upgradeOf('/twilio', '[')))).toContain(
    'HTTP/1.1 400 Bad Request',
  );
  expect((await fetch(`http://127.0.0.1:${server.port}/twilio`, { method: 'POST' })).status).toBe(200);
});

it.each(['phone.example.com', 'ftp://phone.example.com', ''])(
  'refuses the public URL "%s" before anybody calls',
  async (publicUrl) => {
    const answer = () => new Session({ url: 'ws://agent' });
    await expect(CallServer.start({ answer, publicUrl })).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      message: `publicUrl is "${publicUrl}". It is an address such as https://phone.example.com.`,
    });
  },
);

it.each<[string, () => unknown]>([
  [
    'throws',
    () => {
      throw new Error('broken log');
    },
  ],
  ['rejects', () => Promise.reject(new Error('broken log'))],
])('goes on when a listener for problems %s', async (_, onProblem) => {
  const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
  onTestFinished(() => warn.mockRestore());
  const { server } = await startServer({
    authorize: ({ url }) => {
      if (url?.includes('broken')) throw new Error('broken check');
      return true;
    },
    answer: () => {
      throw new Error('no agent');
    },
    onProblem,
  });
  await expect(dial(server, '/twilio/broken')).rejects.toThrow('403');
  expect((await fetch(`http://127.0.0.1:${server.port}/twilio/broken`)).status).toBe(403);
  const { socket } = await dial(server);
  await once(socket, 'close');
  expect(warn.mock.calls).toMatchObject(Array.from({ length: 3 }, () => [{ message: 'broken log' }]));
});

it('stops although peers that it has refused keep their side of the connection open', async () => {
  const { server } = await startServer();
  const refused = connectRaw(server.port, upgradeOf('/nope'));
  const idle = connectRaw(server.port);
  await once(refused.resume(), 'end');
  await expect.poll(() => idle.readyState).toBe('open');
  await server.stop();
});

it('stops although Asterisk keeps its side of a call open that the agent has ended', async () => {
  // a clock that stands still: nothing is waited for
  const clock = new VirtualClock({ autojump: false });
  onTestFinished(() => clock[Symbol.dispose]());
  const { server, taken } = await startServer({ audioSocketPort: 0, drainMs: 1, clock });
  const asterisk = connectRaw(server.audioSocketPort ?? 0);
  asterisk.write(Buffer.concat([Buffer.from([0x01, 0, 16]), Buffer.alloc(16, 7)]));
  asterisk.write(Buffer.concat([Buffer.from([0x10, 1, 64]), Buffer.alloc(320)]));
  await expect.poll(() => taken[0]?.session.state).toBe('connected');
  taken[0]?.agent.hangUp();
  await expect.poll(() => server.calls).toEqual([]);
  await server.stop();
});

it('leaves no port open when another one is taken', async () => {
  const [taken, free] = [createServer(), createServer()];
  const portOf = async (server: typeof taken) => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return (server.address() as AddressInfo).port;
  };
  onTestFinished(() => void taken.close());
  const [audioSocketPort, port] = [await portOf(taken), await portOf(free)];
  await new Promise((resolve) => free.close(resolve));
  await expect(startServer({ port, audioSocketPort })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await expect(fetch(`http://127.0.0.1:${port}/twilio`)).rejects.toMatchObject({
    cause: { code: 'ECONNREFUSED' },
  });
});

const busy = '<?xml version="1.0" encoding="UTF-8"?><Response><Reject reason="busy"/></Response>';

it.each(['twilio', 'telnyx'])('is busy for callers by way of %s while it has no room', async (provider) => {
  const { server, taken } = await startServer({ maxCalls: 1 });
  const { phone } = await dial(server);
  await expect.poll(() => taken.length).toBe(1);
  const ring = async () =>
    (await fetch(`http://127.0.0.1:${server.port}/${provider}`, { method: 'POST' })).text();
  expect(await ring()).toBe(busy);
  phone.hangUp();
  await expect.poll(() => server.calls.length).toBe(0);
  expect(await ring()).toContain('<Stream url=');
});

it('is busy for a caller whose webhook comes while it stops', async () => {
  const { server, taken } = await startServer({ drainMs: 60_000 });
  const { phone } = await dial(server);
  await expect.poll(() => taken[0]?.session.state).toBe('connected');
  const ringing = connectRaw(
    server.port,
    'POST /twilio HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 6\r\n\r\nFr',
  );
  // the server has the first half when it answers what came behind it
  await fetch(`http://127.0.0.1:${server.port}/nope`);
  const stopped = server.stop();
  ringing.write('om=1');
  expect(await text(ringing)).toContain(busy);
  phone.hangUp();
  await stopped;
});

it('asks whether a caller may enter with the address and the form of the webhook', async () => {
  const asked: unknown[] = [];
  const { server } = await startServer({
    publicUrl: 'https://phone.example.com/calls/',
    authorize: (_, { provider, url, form }) => {
      asked.push([provider, url, Object.fromEntries(form)]);
      return form.get('From') !== '+666';
    },
  });
  const ring = async (From: string) =>
    (
      await fetch(`http://127.0.0.1:${server.port}/twilio/a%20b?x=1`, {
        method: 'POST',
        body: new URLSearchParams({ From }),
      })
    ).status;
  expect([await ring('+666'), await ring('+777')]).toEqual([403, 200]);
  await dial(server, '/telnyx');
  expect(asked).toEqual([
    ['twilio', 'https://phone.example.com/calls/twilio/a%20b?x=1', { From: '+666' }],
    ['twilio', 'https://phone.example.com/calls/twilio/a%20b?x=1', { From: '+777' }],
    ['telnyx', 'wss://phone.example.com/calls/telnyx', {}],
  ]);
});
