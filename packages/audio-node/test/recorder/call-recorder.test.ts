import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CallRecorder, Pacer } from '@duologue/audio-node';
import type { CallRecorderOptions } from '@duologue/audio-node';
import { readWav } from '@duologue/audio-node/wav';
import { Session } from '@duologue/core';
import type { Plugin, Problem } from '@duologue/core';
import { VirtualClock } from '@duologue/testkit';
import { AgentLine } from '../agent-line.ts';
import type { AgentLineOptions } from '../agent-line.ts';
import { joined, ramp, silence } from '../samples.ts';
import { fitSine, sine } from '../tone.ts';

let folder: string;
let clock: VirtualClock;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'call-recorder-'));
  clock = new VirtualClock();
});
afterEach(() => {
  clock[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

/** A call that is recorded to `call.wav`, with a microphone that the test speaks into. */
async function startCall({
  line = {},
  plugins = [],
  ...options
}: Partial<CallRecorderOptions> & { line?: AgentLineOptions; plugins?: Plugin[] } = {}) {
  const agent = new AgentLine(line);
  const microphone = new Pacer();
  const recorder = new CallRecorder({ path: join(folder, 'call.wav'), ...options });
  const session = new Session({
    url: 'ws://agent',
    transport: agent,
    clock,
    plugins: [microphone, recorder, ...plugins],
  });
  const problems: Problem[] = [];
  session.hooks.problemOccurred.tap('test', (problem) => problems.push(problem));
  await session.start();
  return { agent, microphone, recorder, session, problems };
}

/** What this process has open, on Linux. */
function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return []; // the one that the listing itself had open
    }
  });
}

async function readCall(name = 'call.wav') {
  const { channels, sampleRateHz } = await readWav(join(folder, name));
  const [user = new Int16Array(), agent = new Int16Array()] = channels;
  return { user, agent, sampleRateHz };
}

it('puts the user on the left and what was heard of the agent on the right, where they belong', async () => {
  const { agent, microphone, recorder, session } = await startCall();
  void microphone.say({ samples: ramp(8_000), sampleRateHz: 16_000 });
  await clock.sleep(1_000);
  agent.say(ramp(16_000));
  await clock.sleep(300);
  agent.interrupt();
  await clock.sleep(700);
  await session.end();
  expect(await recorder.finished).toEqual({ path: join(folder, 'call.wav'), durationMs: 2_000 });
  const recording = await readCall();
  expect(recording.sampleRateHz).toBe(16_000);
  expect(recording.user).toEqual(joined(ramp(8_000), silence(24_000)));
  expect(recording.agent).toEqual(joined(silence(16_000), ramp(4_800), silence(11_200)));
});

it('keeps the silence between two turns of the agent', async () => {
  const { agent, session } = await startCall();
  await clock.sleep(100);
  agent.say(ramp(1_600), 1);
  await clock.sleep(130);
  agent.say(ramp(1_600), 2);
  await clock.sleep(200);
  await session.end();
  expect((await readCall()).agent).toEqual(
    joined(silence(1_600), ramp(1_600), silence(480), ramp(1_600), silence(1_600)),
  );
});

it('brings both sides to the higher rate, and keeps them in step', async () => {
  const { agent, microphone, session } = await startCall({
    line: { agentFormat: 'pcm_24000', userFormat: 'ulaw_8000' },
  });
  void microphone.say({ samples: sine(1_000, { sampleRateHz: 8_000 }), sampleRateHz: 8_000 });
  agent.say(sine(500, { sampleRateHz: 24_000 }));
  await clock.sleep(1_000);
  await session.end();
  const recording = await readCall();
  expect(recording.sampleRateHz).toBe(24_000);
  expect([recording.user.length, recording.agent.length]).toEqual([24_000, 24_000]);
  const middle = (samples: Int16Array) => samples.subarray(2_400, 21_600);
  expect(fitSine(middle(recording.user), 24_000, 1_000).snrDb).toBeGreaterThan(60);
  expect(middle(recording.agent)).toEqual(middle(sine(500, { sampleRateHz: 24_000 })));
});

it('records at the rate that it is told', async () => {
  const { agent, session } = await startCall({ sampleRateHz: 48_000 });
  agent.say(sine(500));
  await clock.sleep(1_000);
  await session.end();
  const recording = await readCall();
  expect({ rate: recording.sampleRateHz, frames: recording.agent.length }).toEqual({
    rate: 48_000,
    frames: 48_000,
  });
  expect(fitSine(recording.agent.subarray(4_800, 43_200), 48_000, 500).snrDb).toBeGreaterThan(85);
});

it('has silence where the user was muted by a plugin', async () => {
  const muted: Plugin = {
    name: 'Muted',
    apply({ hooks }) {
      hooks.userAudio.tap('Muted', () => (clock.now() > 100 && clock.now() <= 200 ? null : undefined));
    },
  };
  const { microphone, session } = await startCall({ plugins: [muted] });
  void microphone.say({ samples: ramp(6_400), sampleRateHz: 16_000 });
  await clock.sleep(400);
  await session.end();
  const whole = ramp(6_400);
  expect((await readCall()).user).toEqual(
    joined(whole.subarray(0, 1_600), silence(1_600), whole.subarray(3_200, 6_080), silence(320)),
  );
});

it('can be read at any moment of the call', async () => {
  const { microphone, session } = await startCall();
  void microphone.say({ samples: ramp(32_000), sampleRateHz: 16_000 });
  await clock.sleep(5_000);
  const { user } = await readCall();
  expect(user.length).toBeGreaterThan(16_000);
  expect(user.subarray(0, 16_000)).toEqual(ramp(16_000));
  await session.end();
});

it('writes the same file twice for the same call', async () => {
  const files: Buffer[] = [];
  for (const name of ['one.wav', 'two.wav']) {
    const { agent, microphone, session } = await startCall({
      path: join(folder, name),
      line: { userFormat: 'pcm_44100' },
    });
    void microphone.say({ samples: sine(440), sampleRateHz: 16_000 });
    await clock.sleep(333);
    agent.say(sine(880));
    await clock.sleep(777);
    await session.end();
    files.push(readFileSync(join(folder, name)));
  }
  expect(files[0]?.equals(files[1] as Buffer)).toBe(true);
});

it('stays in step for longer than it remembers', async () => {
  const { agent, microphone, session } = await startCall();
  void microphone.say(
    { samples: joined(ramp(30_000), silence(2_000)), sampleRateHz: 16_000 },
    { loop: true },
  );
  for (let stretch = 0; stretch < 2; stretch += 1) {
    agent.say(ramp(16_000), stretch);
    await clock.sleep(20_000);
  }
  await session.end();
  const { user, agent: heard } = await readCall();
  expect([user.length, heard.length]).toEqual([640_000, 640_000]);
  expect(user.subarray(-32_000)).toEqual(joined(ramp(30_000), silence(2_000)));
  for (let stretch = 0; stretch < 2; stretch += 1) {
    expect(heard.subarray(stretch * 320_000, stretch * 320_000 + 16_000)).toEqual(ramp(16_000));
  }
});

it('writes a second call to a second file', async () => {
  const { microphone, recorder, session } = await startCall();
  await clock.sleep(100);
  await session.end();
  await recorder.finished;
  await session.start();
  void microphone.say({ samples: ramp(320), sampleRateHz: 16_000 });
  await clock.sleep(50);
  await session.end();
  expect(await recorder.finished).toEqual({ path: join(folder, 'call-2.wav'), durationMs: 50 });
  expect(recorder.path).toBe(join(folder, 'call-2.wav'));
  expect((await readCall('call-2.wav')).user.subarray(0, 320)).toEqual(ramp(320));
  expect((await readCall()).user).toHaveLength(1_600);
});

it('tells of the call that follows a failed start', async () => {
  const recorder = new CallRecorder(join(folder, 'call.wav'));
  const session = new Session({
    url: 'ws://agent',
    clock,
    transport: new AgentLine(),
    plugins: [recorder],
  });
  const failed = session.start();
  await session.end();
  await expect(failed).rejects.toMatchObject({ code: 'ABORTED' });
  expect(await recorder.finished).toBeUndefined();
  await session.start();
  await clock.sleep(60);
  await session.end();
  expect(await recorder.finished).toEqual({ path: join(folder, 'call.wav'), durationMs: 60 });
});

it.runIf(existsSync('/dev/full'))('leaves nothing open on a disk that is full', async () => {
  const { recorder, session, problems } = await startCall({ path: '/dev/full' });
  expect(await recorder.finished).toBeUndefined();
  await session.end();
  expect(problems.map(({ error }) => error.message)).toEqual([
    expect.stringContaining('/dev/full cannot be written: ENOSPC'),
  ]);
  expect(openFiles()).not.toContain('/dev/full');
});

it('leaves no file behind when the start fails', async () => {
  const recorder = new CallRecorder(join(folder, 'new/call.wav'));
  const agent = new AgentLine();
  const session = new Session({ url: 'ws://agent', clock, transport: agent, plugins: [recorder] });
  const start = session.start();
  await session.end();
  await expect(start).rejects.toMatchObject({ code: 'ABORTED' });
  expect(await recorder.finished).toBeUndefined();
  expect(existsSync(join(folder, 'new/call.wav'))).toBe(false);
});

it('fails the start when its folder cannot be made', async () => {
  const path = join(folder, 'file.wav/call.wav');
  const { session } = await startCall({ path: join(folder, 'file.wav') });
  await session.end();
  await expect(startCall({ path })).rejects.toMatchObject({
    code: 'BEFORE_CONNECT_FAILED',
    cause: { code: 'FILE_UNWRITABLE', message: expect.stringContaining('file.wav cannot be made') },
  });
});

it('reports a file that cannot be written, and the call goes on', async () => {
  const { agent, recorder, session, problems } = await startCall({ path: folder });
  agent.say(ramp(1_600));
  await clock.sleep(200);
  expect(await session.end()).toMatchObject({ reason: 'user' });
  expect(await recorder.finished).toBeUndefined();
  expect(problems.map(({ error, plugin }) => [error.code, plugin])).toEqual([
    ['FILE_UNWRITABLE', 'CallRecorder'],
  ]);
  expect(statSync(folder).isDirectory()).toBe(true);
});

it.each([[undefined], [{}], [{ path: '' }]])('refuses %o', (options) => {
  expect(() => new CallRecorder(options as never)).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTIONS', message: expect.stringContaining('no path') }),
  );
});
