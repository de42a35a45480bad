import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PcmMicrophone, PcmSpeaker } from '@duologue/audio-node';
import { Session } from '@duologue/core';
import type { Plugin, Problem } from '@duologue/core';
import { VirtualClock } from '@duologue/testkit';
import g711 from 'alawmulaw';
import { AgentLine } from '../agent-line.ts';
import type { AgentLineOptions } from '../agent-line.ts';
import { joined, ramp, silence } from '../samples.ts';
import { fitSine, sine } from '../tone.ts';

let clock: VirtualClock;
beforeEach(() => {
  clock = new VirtualClock();
});
afterEach(() => clock[Symbol.dispose]());

async function startCall(plugins: Plugin[], line: AgentLineOptions = {}) {
  const agent = new AgentLine(line);
  const session = new Session({ url: 'ws://agent', transport: agent, clock, plugins });
  const problems: Problem[] = [];
  session.hooks.problemOccurred.tap('test', (problem) => problems.push(problem));
  await session.start();
  return { agent, session, problems };
}

const bytesOf = (samples: Int16Array) => Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
const samplesOf = (bytes: Buffer) =>
  new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));

/** Bytes in pieces of 7, so that samples are torn apart. */
function* torn(bytes: Uint8Array) {
  for (let start = 0; start < bytes.length; start += 7) yield bytes.subarray(start, start + 7);
}

async function* pieces(bytes: Uint8Array) {
  yield* torn(bytes);
}

it.each<[string, (bytes: Uint8Array) => AsyncIterable<Uint8Array>]>([
  ['a Node stream', (bytes) => Readable.from(torn(bytes))],
  ['a Web stream', (bytes) => ReadableStream.from(torn(bytes)) as ReadableStream<Uint8Array>],
  ['an async iterable', pieces],
])('speaks what comes from %s, at the speed of the clock', async (_, sourceOf) => {
  const source = sourceOf(bytesOf(ramp(1_000)));
  const { agent, session } = await startCall([new PcmMicrophone({ source, sampleRateHz: 16_000 })]);
  await clock.sleep(81);
  expect(agent.frames.map(({ length }) => length)).toEqual([320, 320, 320, 320]);
  expect(agent.heard).toEqual(joined(ramp(1_000), silence(280)));
  await session.end();
});

it('decodes G.711 and changes the rate', async () => {
  const source = pieces(g711.mulaw.encode(sine(1_000, { sampleRateHz: 8_000 })));
  const plugin = new PcmMicrophone({ source, sampleRateHz: 8_000, encoding: 'ulaw' });
  const { agent, session } = await startCall([plugin], { userFormat: 'pcm_24000' });
  await clock.sleep(1_001);
  const { level, snrDb } = fitSine(agent.heard.subarray(2_400, 21_600), 24_000, 1_000);
  expect(level).toBeCloseTo(0.5, 2);
  expect(snrDb).toBeGreaterThan(30);
  await session.end();
});

it('passes a live source on as it comes', async () => {
  async function* live() {
    for (let count = 0; count < 4; count += 1) {
      await clock.sleep(50);
      yield bytesOf(ramp(800));
    }
  }
  const { agent, session } = await startCall([
    new PcmMicrophone({ source: live(), sampleRateHz: 16_000, live: true }),
  ]);
  await clock.sleep(51);
  expect(agent.frames).toHaveLength(2);
  await clock.sleep(200);
  expect(agent.frames).toHaveLength(10);
  expect(agent.heard).toEqual(joined(ramp(800), ramp(800), ramp(800), ramp(800)));
  await session.end();
});

it.each([true, false])('reports a source that breaks (live: %s), and the call goes on', async (live) => {
  async function* broken() {
    yield bytesOf(ramp(320));
    throw new Error('no carrier');
  }
  const { session, problems } = await startCall([
    new PcmMicrophone({ source: broken(), sampleRateHz: 16_000, live }),
  ]);
  await clock.sleep(100);
  expect(problems.map(({ error, plugin }) => [error.code, error.message, plugin])).toEqual([
    ['AUDIO_INPUT_TROUBLE', 'The stream of the microphone broke: no carrier.', 'PcmMicrophone'],
  ]);
  expect(await session.end()).toMatchObject({ reason: 'user' });
});

it('closes its source at the end of the session', async () => {
  let closed = false;
  async function* endless() {
    try {
      for (;;) yield bytesOf(ramp(320));
    } finally {
      closed = true;
    }
  }
  const { session } = await startCall([new PcmMicrophone({ source: endless(), sampleRateHz: 16_000 })]);
  await clock.sleep(100);
  await session.end();
  await expect.poll(() => closed).toBe(true);
});

it.each([true, false])('gives up a Node stream that stays open and silent (live: %s)', async (live) => {
  const source = new Readable({ read: () => {} });
  const { session, problems } = await startCall([new PcmMicrophone({ source, sampleRateHz: 16_000, live })]);
  await session.end();
  await expect.poll(() => source.destroyed).toBe(true);
  expect(problems).toEqual([]);
});

it.each([true, false])('gives up a Web stream that stays open and silent (live: %s)', async (live) => {
  let cancelled = false;
  const source = new ReadableStream<Uint8Array>({ cancel: () => void (cancelled = true) });
  const { session, problems } = await startCall([new PcmMicrophone({ source, sampleRateHz: 16_000, live })]);
  await session.end();
  await expect.poll(() => cancelled).toBe(true);
  expect(problems).toEqual([]);
});

it.each([true, false])('tells of a source that gives no bytes (live: %s)', async (live) => {
  const source = Readable.from(['text']) as AsyncIterable<never>;
  const { session, problems } = await startCall([new PcmMicrophone({ source, sampleRateHz: 16_000, live })]);
  await clock.sleep(100);
  expect(problems.map(({ error }) => error.message)).toEqual([
    'The stream of the microphone broke: it gave a string and no bytes.',
  ]);
  await session.end();
});

it('leaves a Web stream to others at the end, and to its own next session', async () => {
  const got: Uint8Array[] = [];
  const sink = new WritableStream<Uint8Array>({ write: (bytes) => void got.push(bytes) });
  const { agent, session, problems } = await startCall([new PcmSpeaker({ sink })]);
  for (let call = 0; call < 2; call += 1) {
    if (call > 0) await session.start();
    agent.say(ramp(320));
    await clock.sleep(100);
    await session.end();
    expect(sink.locked).toBe(false);
  }
  expect(samplesOf(Buffer.concat(got))).toEqual(joined(ramp(320), ramp(320)));
  expect(problems).toEqual([]);
  await sink.close();
});

it('listens to a Node stream no longer than it writes to it', async () => {
  const { sink, all } = collector();
  const { agent, session } = await startCall([new PcmSpeaker({ sink })]);
  for (let call = 0; call < 3; call += 1) {
    if (call > 0) await session.start();
    expect(sink.listenerCount('error')).toBe(1);
    agent.say(ramp(320));
    await clock.sleep(100);
    await session.end();
    await expect.poll(() => sink.listenerCount('error')).toBe(0);
  }
  expect(all()).toHaveLength(3 * 320);
});

it.each([undefined, 5, {}, 'stream'])('refuses %o as a source and as a sink', (stream) => {
  const refusal = (name: string) =>
    expect.objectContaining({ code: 'INVALID_OPTIONS', message: expect.stringMatching(`^${name} is `) });
  expect(() => new PcmMicrophone({ source: stream as never, sampleRateHz: 16_000 })).toThrow(
    refusal('source'),
  );
  expect(() => new PcmSpeaker({ sink: stream as never })).toThrow(refusal('sink'));
});

it('cannot read its source for a second session', async () => {
  const { session } = await startCall([
    new PcmMicrophone({ source: pieces(bytesOf(ramp(1))), sampleRateHz: 16_000 }),
  ]);
  await session.end();
  await expect(session.start()).rejects.toMatchObject({ code: 'INVALID_STATE' });
});

/** A stream that keeps what it gets, with the time at which it came. */
function collector() {
  const got: { atMs: number; bytes: Buffer }[] = [];
  const sink = new Writable({
    write(bytes: Buffer, _, done) {
      got.push({ atMs: clock.now(), bytes });
      done();
    },
  });
  return { sink, got, all: () => samplesOf(Buffer.concat(got.map(({ bytes }) => bytes))) };
}

it('sends the agent to a Node stream, each sample when it is due', async () => {
  const { sink, got, all } = collector();
  const { agent, session } = await startCall([new PcmSpeaker({ sink })]);
  agent.say(ramp(1_600));
  await clock.sleep(500);
  expect(got.map(({ atMs, bytes }) => [atMs, bytes.length / 2])).toEqual(
    [20, 40, 60, 80, 100].map((atMs) => [atMs, 320]),
  );
  expect(all()).toEqual(ramp(1_600));
  await session.end();
});

it('sends the agent to a Web stream, in the coding and rate that are asked for', async () => {
  const got: Uint8Array[] = [];
  const sink = new WritableStream<Uint8Array>({ write: (bytes) => void got.push(bytes) });
  const { agent, session } = await startCall([
    new PcmSpeaker({ sink, sampleRateHz: 8_000, encoding: 'ulaw' }),
  ]);
  agent.say(sine(500));
  await clock.sleep(1_200);
  const samples = g711.mulaw.decode(new Uint8Array(Buffer.concat(got)));
  expect(samples).toHaveLength(8_000);
  expect(fitSine(samples.subarray(800, 7_200), 8_000, 500).snrDb).toBeGreaterThan(35);
  expect(session.playout.ledger).toMatchObject([{ played: 16_000, dropped: 0 }]);
  await session.end();
});

it('fills up with silence where it is told to', async () => {
  const { sink, all } = collector();
  const { agent, session } = await startCall([new PcmSpeaker({ sink, continuous: true })]);
  await clock.sleep(41);
  agent.say(ramp(500));
  await clock.sleep(60);
  expect(all()).toEqual(joined(silence(640), ramp(500), silence(460)));
  await session.end();
});

it('sends nothing of a turn after its interruption', async () => {
  const { sink, all } = collector();
  const { agent, session } = await startCall([new PcmSpeaker({ sink })]);
  agent.say(ramp(16_000));
  await clock.sleep(101);
  agent.interrupt();
  await clock.sleep(500);
  expect(all()).toEqual(ramp(1_600));
  expect(session.playout.ledger).toMatchObject([{ played: 1_600 }]);
  await session.end();
});

it.each([
  [
    'is broken',
    () => new Writable({ write: (_bytes, _encoding, done) => done(new Error('EPIPE')) }),
    'EPIPE',
  ],
  ['is never ready', () => new Writable({ write: () => {} }), 'it is more than 2 s behind'],
])('counts a stream that %s as failed, and the call goes on', async (_, sinkOf, why) => {
  const { agent, session, problems } = await startCall([new PcmSpeaker({ sink: sinkOf() })]);
  agent.say(sine(440, { durationMs: 3_000 }));
  await clock.sleep(5_000);
  expect(problems.map(({ error }) => [error.code, (error.cause as Error).message])).toEqual([
    ['AUDIO_OUTPUT_TROUBLE', `The stream of the speaker broke: ${why}.`],
  ]);
  expect(session.playout.ledger).toMatchObject([{ played: 48_000 }]);
  await session.end();
});

it.each([
  [{ sampleRateHz: 0 }, 'sampleRateHz is 0'],
  [{ sampleRateHz: 8_000, encoding: 'mp3' as 'pcm' }, 'encoding is "mp3"'],
])('refuses %o', (options, message) => {
  const refusal = expect.objectContaining({
    code: 'INVALID_OPTIONS',
    message: expect.stringContaining(message),
  });
  expect(() => new PcmMicrophone({ source: pieces(Buffer.alloc(0)), ...options })).toThrow(refusal);
  expect(() => new PcmSpeaker({ sink: collector().sink, ...options })).toThrow(refusal);
});
