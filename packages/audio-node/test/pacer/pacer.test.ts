import { afterEach, beforeEach, expect, it } from 'vitest';
import { Pacer } from '@duologue/audio-node';
import type { PacerOptions } from '@duologue/audio-node';
import { Session } from '@duologue/core';
import type { Clock } from '@duologue/core';
import { VirtualClock } from '@duologue/testkit';
import { AgentLine } from '../agent-line.ts';
import { joined, ramp, silence } from '../samples.ts';

let clock: VirtualClock;
beforeEach(() => {
  clock = new VirtualClock();
});
afterEach(() => clock[Symbol.dispose]());

async function startCall(options: PacerOptions = {}, sessionClock: Clock = clock) {
  const agent = new AgentLine();
  const pacer = new Pacer(options);
  const session = new Session({ url: 'ws://agent', transport: agent, clock: sessionClock, plugins: [pacer] });
  const problems: string[] = [];
  session.hooks.problemOccurred.tap('test', ({ plugin, error }) =>
    problems.push(`${plugin}: ${error.code} ${error.message}`),
  );
  await session.start();
  return { agent, pacer, session, problems };
}

const clip = (length: number) => ({ samples: ramp(length), sampleRateHz: 16_000 });

it('sends silence while it has nothing to say', async () => {
  const { agent, session } = await startCall();
  await clock.sleep(101);
  await session.end();
  expect(agent.heard).toEqual(silence(1_600));
});

it('resolves say() when the last sample of the clip was sent', async () => {
  const { agent, pacer, session } = await startCall();
  expect(await pacer.say(clip(1_000))).toBe(true);
  expect(clock.now()).toBe(80);
  expect(agent.heard).toEqual(joined(ramp(1_000), silence(280)));
  await session.end();
});

it('says one clip after the other, with the silence between them that ends a turn', async () => {
  const { agent, pacer, session } = await startCall({ tailMs: 50 });
  void pacer.say(clip(320));
  expect(pacer.speaking).toBe(true);
  await pacer.say(clip(640));
  expect(pacer.speaking).toBe(false);
  await session.end();
  expect(agent.heard).toEqual(joined(ramp(320), silence(800), ramp(640), silence(160)));
});

it('says what was queued before the start', async () => {
  const agent = new AgentLine();
  const pacer = new Pacer();
  const said = pacer.say(clip(320));
  const session = new Session({ url: 'ws://agent', transport: agent, clock, plugins: [pacer] });
  await session.start();
  expect(await said).toBe(true);
  await session.end();
  expect(agent.heard).toEqual(ramp(320));
});

it('falls silent when it is hushed, and forgets what waited', async () => {
  const { agent, pacer, session } = await startCall();
  const said = Promise.all([pacer.say(clip(16_000)), pacer.say(clip(16_000))]);
  await clock.sleep(41);
  pacer.hush();
  expect(await said).toEqual([false, false]);
  await clock.sleep(40);
  await session.end();
  expect(agent.heard).toEqual(joined(ramp(640), silence(640)));
});

it('cuts off what it is saying when the session ends', async () => {
  const { pacer, session } = await startCall();
  const said = pacer.say(clip(16_000));
  await clock.sleep(40);
  await session.end();
  expect(await said).toBe(false);
});

it('rejects a clip that cannot be read, tells the session of it, and goes on with the next', async () => {
  const { agent, pacer, session, problems } = await startCall({ tailMs: 0 });
  const missing = pacer.say('/nowhere/missing.wav');
  const good = pacer.say(clip(320));
  await expect(missing).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  expect(await good).toBe(true);
  await session.end();
  expect(agent.heard).toEqual(ramp(320));
  expect(problems).toEqual([
    'Pacer: FILE_UNREADABLE /nowhere/missing.wav cannot be read: there is no such file.',
  ]);
});

it('tells the session of a stream of samples that fails, in the middle or while it is given up', async () => {
  const { pacer, session, problems } = await startCall({ tailMs: 0 });
  const torn = async function* () {
    yield ramp(320);
    throw new Error('torn');
  };
  await expect(pacer.say({ samples: torn(), sampleRateHz: 16_000 })).rejects.toThrow('torn');
  const stuck: AsyncIterable<Int16Array> = {
    [Symbol.asyncIterator]: () => ({
      next: () => Promise.resolve({ value: ramp(16_000), done: false }),
      return: () => Promise.reject(new Error('stuck')),
    }),
  };
  const said = pacer.say({ samples: stuck, sampleRateHz: 16_000 });
  await clock.sleep(100);
  pacer.hush();
  expect(await said).toBe(false);
  await clock.sleep(20);
  await session.end();
  expect(problems).toEqual([
    'Pacer: PLUGIN_FAILED The plugin "Pacer" reports: torn',
    'Pacer: PLUGIN_FAILED The plugin "Pacer" reports: stuck',
  ]);
});

it.each([
  [undefined, 'The clip is Undefined'],
  [{ samples: [1, 2, 3], sampleRateHz: 8_000 }, 'The samples of the clip are Array'],
  [{ samples: new Float32Array(10), sampleRateHz: 8_000 }, 'The samples of the clip are Float32Array'],
])('refuses %o as a clip', (what, message) => {
  expect(() => new Pacer().say(what as never)).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTIONS', message: expect.stringContaining(message) }),
  );
});

it('refuses a piece of a clip that is none', async () => {
  const { pacer, session } = await startCall();
  const pieces = async function* () {
    yield new Float32Array(10) as never;
  };
  await expect(pacer.say({ samples: pieces(), sampleRateHz: 16_000 })).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
    message: expect.stringContaining('Float32Array'),
  });
  await session.end();
});

it('refuses the 1,001st clip', async () => {
  const pacer = new Pacer();
  for (let count = 0; count < 1_000; count += 1) void pacer.say(clip(1));
  expect(() => pacer.say(clip(1))).toThrow(expect.objectContaining({ code: 'OVERFLOW' }));
});

/** A clock whose timers all fire late, as when something blocks the process. */
function stalling(inner: Clock, stall: { fromMs: number; untilMs: number }): Clock {
  return {
    ...bound(inner),
    setTimeout: (callback, ms) => {
      const dueMs = inner.now() + ms;
      const late = dueMs > stall.fromMs && dueMs < stall.untilMs ? stall.untilMs - dueMs : 0;
      return inner.setTimeout(callback, ms + late);
    },
  };
}

function bound(inner: Clock): Clock {
  return {
    now: () => inner.now(),
    epochMs: () => inner.epochMs(),
    setTimeout: (callback, ms) => inner.setTimeout(callback, ms),
    setInterval: (callback, ms) => inner.setInterval(callback, ms),
    sleep: (ms, signal) => inner.sleep(ms, signal),
    timeoutSignal: (ms) => inner.timeoutSignal(ms),
    hold: () => inner.hold(),
  };
}

it('makes up for a stall of the process at once, so that nothing is late afterwards', async () => {
  const { agent, pacer, session } = await startCall({}, stalling(clock, { fromMs: 100, untilMs: 315 }));
  void pacer.say(clip(16_000));
  await clock.sleep(311);
  expect(agent.frames).toHaveLength(5);
  await clock.sleep(10);
  expect(agent.frames).toHaveLength(16);
  await clock.sleep(90);
  expect(agent.heard).toEqual(ramp(20 * 320));
  await session.end();
});

it('does not make up for a sleep of the computer', async () => {
  const { agent, session } = await startCall({}, stalling(clock, { fromMs: 100, untilMs: 3_600_000 }));
  await clock.sleep(3_600_001);
  expect(agent.frames).toHaveLength(6);
  await clock.sleep(100);
  expect(agent.frames).toHaveLength(11);
  await session.end();
});
