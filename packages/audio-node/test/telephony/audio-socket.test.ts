import { Duplex, PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { acceptAudioSocket } from '@duologue/audio-node';
import { Session } from '@duologue/core';
import { VirtualClock } from '@duologue/testkit';
import { AgentLine } from '../agent-line.ts';
import type { AgentLineOptions } from '../agent-line.ts';
import { joined, ramp, silence } from '../samples.ts';
import { sine, strongestHz } from '../tone.ts';

let clock: VirtualClock;
beforeEach(() => {
  clock = new VirtualClock();
});
afterEach(() => clock[Symbol.dispose]());

/** Asterisk's end of an AudioSocket, in memory. */
class Asterisk {
  readonly socket: Duplex;
  readonly #toServer = new PassThrough();
  readonly #fromServer = new PassThrough();
  #received = Buffer.alloc(0);
  closed = false;

  constructor() {
    this.socket = Duplex.from({ readable: this.#toServer, writable: this.#fromServer });
    this.#fromServer.on('data', (bytes: Buffer) => (this.#received = Buffer.concat([this.#received, bytes])));
    this.#fromServer.on('close', () => (this.closed = true));
  }

  message(kind: number, body: Uint8Array): Buffer {
    return Buffer.concat([Buffer.from([kind, body.length >> 8, body.length & 255]), body]);
  }

  send(kind: number, body: Uint8Array = Buffer.alloc(0)): void {
    this.#toServer.write(this.message(kind, body));
  }

  write(bytes: Uint8Array): void {
    this.#toServer.write(bytes);
  }

  close(): void {
    this.#toServer.end();
  }

  /** What the server has sent: kinds of message with their bodies. */
  get messages(): { kind: number; body: Buffer }[] {
    const messages: { kind: number; body: Buffer }[] = [];
    for (let start = 0; start + 3 <= this.#received.length;) {
      const end = start + 3 + this.#received.readUInt16BE(start + 1);
      messages.push({ kind: this.#received.readUInt8(start), body: this.#received.subarray(start + 3, end) });
      start = end;
    }
    return messages;
  }

  get heard(): Int16Array {
    return joined(
      ...this.messages.filter(({ kind }) => kind >= 0x10 && kind < 0xff).map(({ body }) => samplesOf(body)),
    );
  }
}

const id = Buffer.from('40325ec25efd4bd3805f53576e581d13', 'hex');
const bytesOf = (samples: Int16Array) => Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
const samplesOf = (bytes: Buffer) =>
  new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));

async function startCall({
  kind = 0x10,
  line = { agentFormat: 'pcm_8000', userFormat: 'pcm_8000' } as AgentLineOptions,
} = {}) {
  const asterisk = new Asterisk();
  const accepted = acceptAudioSocket(asterisk.socket, { clock });
  asterisk.send(0x01, id);
  asterisk.send(kind, bytesOf(silence(160)));
  const call = await accepted;
  const agent = new AgentLine(line);
  const session = new Session({ url: 'ws://agent', transport: agent, clock, plugins: [call] });
  await session.start();
  return { asterisk, call, agent, session };
}

it('lets the caller and the agent hear each other', async () => {
  const { asterisk, call, agent, session } = await startCall();
  expect(call.details).toEqual({
    provider: 'audiosocket',
    id: '40325ec2-5efd-4bd3-805f-53576e581d13',
    parameters: {},
    sampleRateHz: 8_000,
  });
  for (let start = 0; start < 800; start += 160)
    asterisk.send(0x10, bytesOf(ramp(800).subarray(start, start + 160)));
  agent.say(ramp(800));
  await clock.sleep(101);
  expect(agent.heard).toEqual(ramp(800));
  expect(asterisk.messages.map(({ kind, body }) => [kind, body.length])).toEqual(
    Array.from({ length: 5 }, () => [0x10, 320]),
  );
  expect(asterisk.heard).toEqual(ramp(800));
  await session.end();
});

it('reads messages that come in pieces', async () => {
  const { asterisk, agent, session } = await startCall();
  const message = asterisk.message(0x10, bytesOf(ramp(160)));
  for (const byte of message) asterisk.write(Buffer.from([byte]));
  await clock.sleep(1);
  expect(agent.heard).toEqual(ramp(160));
  await session.end();
});

it.each([
  [0x12, 16_000],
  [0x16, 48_000],
])('speaks at the rate of the line (kind %i: %i Hz)', async (kind, sampleRateHz) => {
  const { asterisk, call, agent, session } = await startCall({ kind, line: { agentFormat: 'pcm_16000' } });
  agent.say(sine(440));
  await clock.sleep(1_001);
  expect(call.details.sampleRateHz).toBe(sampleRateHz);
  expect(new Set(asterisk.messages.map((message) => message.kind))).toEqual(new Set([kind]));
  expect(strongestHz(asterisk.heard.subarray(0, sampleRateHz / 2), sampleRateHz)).toBe(440);
  await session.end();
});

it('sends nothing of a turn after its interruption, and knows what was heard', async () => {
  const { asterisk, agent, session } = await startCall();
  agent.say(ramp(16_000));
  await clock.sleep(201);
  agent.interrupt();
  await clock.sleep(200);
  expect(asterisk.heard).toEqual(joined(ramp(1_600), silence(1_600)));
  expect(session.playout.ledger).toMatchObject([{ played: 1_600 }]);
  await session.end();
});

it('hears keys, and presses them as sound', async () => {
  const { asterisk, call, session } = await startCall();
  const digits: string[] = [];
  call.onDigit((digit) => digits.push(digit));
  asterisk.send(0x03, Buffer.from('8'));
  call.sendDigits('8');
  await clock.sleep(200);
  expect(digits).toEqual(['8']);
  expect(Math.round(strongestHz(asterisk.heard.subarray(0, 800), 8_000, 600, 1_000))).toBe(852);
  await session.end();
});

it('tells the session what a listener of keys throws, and goes on', async () => {
  const { asterisk, call, session } = await startCall();
  const problems: string[] = [];
  session.hooks.problemOccurred.tap('test', ({ error }) => problems.push(error.code));
  call.onDigit(() => {
    throw new Error('no such menu');
  });
  asterisk.send(0x03, Buffer.from('8'));
  await clock.sleep(1);
  expect(problems).toEqual(['PLUGIN_FAILED']);
  expect(session.state).toBe('connected');
  await session.end();
});

it.each<[string, (asterisk: Asterisk) => void]>([
  ['says so', (asterisk) => asterisk.send(0x00)],
  ['closes the connection', (asterisk) => asterisk.close()],
])('tells that the caller hung up when Asterisk %s', async (_, hangUp) => {
  const { asterisk, call, session } = await startCall();
  hangUp(asterisk);
  expect(await call.ended).toEqual({ by: 'caller' });
  await session.end();
});

it('says that the call is over when the session ends', async () => {
  const { asterisk, call, session } = await startCall();
  await session.end();
  expect(await call.ended).toEqual({ by: 'server' });
  await expect.poll(() => asterisk.closed).toBe(true);
  expect(asterisk.messages.at(-1)).toEqual({ kind: 0x00, body: Buffer.alloc(0) });
});

it.each<[string, (asterisk: Asterisk) => void, string]>([
  ['sound before its id', (asterisk) => asterisk.send(0x10, Buffer.alloc(320)), 'sent sound before the id'],
  ['an id that is too short', (asterisk) => asterisk.send(0x01, Buffer.alloc(4)), 'sent an id of 4 bytes'],
  [
    'HTTP',
    (asterisk) => asterisk.write(Buffer.from(`GET / HTTP/1.1\r\n${'x'.repeat(40_000)}`)),
    'unknown kind 0x47',
  ],
  ['an error', (asterisk) => asterisk.send(0xff, Buffer.from([4])), 'reports the error 0x04'],
])('hangs up on a peer that begins with %s', async (_, begin, why) => {
  const asterisk = new Asterisk();
  const accepted = acceptAudioSocket(asterisk.socket, { clock });
  begin(asterisk);
  await expect(accepted).rejects.toMatchObject({
    code: 'PHONE_LINE_FAILED',
    message: expect.stringContaining(why),
  });
});

it('hangs up on a peer that sends sound faster than time', async () => {
  const { asterisk, call, session } = await startCall({ kind: 0x12 });
  for (let second = 0; second < 32; second += 1) asterisk.send(0x12, Buffer.alloc(32_000));
  expect(await call.ended).toMatchObject({
    by: 'failure',
    error: { message: expect.stringContaining('faster than a caller') },
  });
  await session.end();
});

it('hangs up on a peer from which nothing comes in any more', async () => {
  const { call, session } = await startCall();
  expect(await call.ended).toMatchObject({
    by: 'failure',
    error: { message: 'The AudioSocket of Asterisk has said nothing for 30000 ms.' },
  });
  await session.end();
});

it('cuts a peer that keeps its side of the connection open after the end', async () => {
  const { asterisk, session } = await startCall();
  await session.end();
  await clock.sleep(1_999);
  expect(asterisk.socket.destroyed).toBe(false);
  await clock.sleep(1);
  expect(asterisk.socket.destroyed).toBe(true);
});

it('gives up on a peer that says nothing', async () => {
  const asterisk = new Asterisk();
  await expect(acceptAudioSocket(asterisk.socket, { clock })).rejects.toMatchObject({
    message: 'The AudioSocket of Asterisk said nothing of its call within 10000 ms.',
  });
});
