import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { WavMicrophone } from '@duologue/audio-node';
import type { WavMicrophoneOptions } from '@duologue/audio-node';
import { WavWriter } from '@duologue/audio-node/wav';
import { Session } from '@duologue/core';
import type { SessionOptions } from '@duologue/core';
import { VirtualClock } from '@duologue/testkit';
import { AgentLine } from './agent-line.ts';
import type { AgentLineOptions } from './agent-line.ts';
import { joined, ramp, silence } from './samples.ts';
import { fitSine, sine } from './tone.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wav-microphone-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function writeWav(
  samples: Int16Array,
  { sampleRateHz = 16_000, channels = 1, name = 'speech.wav' } = {},
): string {
  const path = join(folder, name);
  const writer = new WavWriter({ path, sampleRateHz, channels });
  writer.write(...Array.from({ length: channels }, () => samples));
  writer.finish();
  return path;
}

/** A conversation in virtual time, in which the agent only listens, for `forMs`. */
async function listen(
  microphone: string | URL | WavMicrophoneOptions,
  forMs: number,
  { line = {}, ...options }: SessionOptions & { line?: AgentLineOptions } = {},
): Promise<AgentLine> {
  const clock = new VirtualClock();
  onTestFinished(() => clock[Symbol.dispose]());
  const agent = new AgentLine(line);
  const session = new Session({
    url: 'ws://agent',
    transport: agent,
    clock,
    plugins: [new WavMicrophone(microphone)],
    ...options,
  });
  await session.start();
  await clock.sleep(forMs + 1); // the last frame is over
  await session.end();
  return agent;
}

it('sends the file and then silence, in frames of 20 ms', async () => {
  const { frames, heard } = await listen(writeWav(ramp(1_000)), 200);
  expect(frames.map(({ length }) => length)).toEqual(Array.from({ length: 10 }, () => 320));
  expect(heard).toEqual(joined(ramp(1_000), silence(2_200)));
});

it('takes the frame length of the session', async () => {
  const { frames, heard } = await listen(writeWav(ramp(1_000)), 120, { frameMs: 60 });
  expect(frames.map(({ length }) => length)).toEqual([960, 960]);
  expect(heard).toEqual(joined(ramp(1_000), silence(920)));
});

it('waits before the file as long as it is told', async () => {
  const { heard } = await listen({ path: writeWav(ramp(320)), delayMs: 50 }, 100);
  expect(heard).toEqual(joined(silence(800), ramp(320), silence(480)));
});

it('ends the stream after the file where it is told to', async () => {
  const { heard } = await listen({ path: writeWav(ramp(1_000)), afterwards: 'end' }, 500);
  expect(heard).toEqual(joined(ramp(1_000), silence(280)));
});

it('plays the file over and over without a gap', async () => {
  const { heard } = await listen({ path: writeWav(ramp(500)), loop: true }, 100);
  expect(heard).toEqual(joined(ramp(500), ramp(500), ramp(500), ramp(100)));
});

it('falls silent where a file that it loops is empty', async () => {
  const { heard } = await listen({ path: writeWav(silence(0)), loop: true }, 40);
  expect(heard).toEqual(silence(640));
});

it('mixes the channels of a file down', async () => {
  const { heard } = await listen(writeWav(ramp(320), { channels: 3 }), 20);
  expect(heard).toEqual(ramp(320));
});

it.each([
  [44_100, 'pcm_16000'],
  [8_000, 'pcm_48000'],
  [16_000, 'pcm_22050'],
] as const)('brings a file of %i Hz to %s', async (sampleRateHz, userFormat) => {
  const path = writeWav(sine(1_000, { sampleRateHz }), { sampleRateHz });
  const { frames, heard } = await listen(path, 1_000, { line: { userFormat } });
  const rate = Number(userFormat.slice(4));
  expect(frames.map(({ length }) => length)).toEqual(Array.from({ length: 50 }, () => rate / 50));
  const { level, snrDb } = fitSine(heard.subarray(rate / 10, rate * 0.9), rate, 1_000);
  expect(level).toBeCloseTo(0.5, 2);
  expect(snrDb).toBeGreaterThan(80);
});

it('keeps time over a minute to the sample', async () => {
  const path = writeWav(joined(ramp(30_000), silence(2_000)));
  const { frames, heard } = await listen({ path, loop: true }, 60_000);
  expect(frames).toHaveLength(3_000);
  expect(heard).toHaveLength(960_000);
  expect(heard.subarray(-32_000)).toEqual(joined(ramp(30_000), silence(2_000)));
});

it('begins afresh when the session is started again', async () => {
  const clock = new VirtualClock();
  onTestFinished(() => clock[Symbol.dispose]());
  const agent = new AgentLine();
  const session = new Session({
    url: 'ws://agent',
    transport: agent,
    clock,
    plugins: [new WavMicrophone(writeWav(ramp(640)))],
  });
  for (const call of [1, 2]) {
    await session.start();
    await clock.sleep(41);
    await session.end();
    expect(agent.heard.subarray((call - 1) * 640)).toEqual(ramp(640));
  }
});

it('can be the audioInput of a session without being a plugin', async () => {
  const clock = new VirtualClock();
  const audioInput = new WavMicrophone({ path: writeWav(ramp(320)), clock });
  const agent = new AgentLine();
  const session = new Session({ url: 'ws://agent', transport: agent, clock, audioInput });
  await session.start();
  await clock.sleep(41);
  await session.end();
  clock[Symbol.dispose]();
  expect(agent.heard).toEqual(joined(ramp(320), silence(320)));
});

it('warns of a file that breaks off where no session is told', async () => {
  const clock = new VirtualClock();
  onTestFinished(() => clock[Symbol.dispose]());
  const path = writeWav(ramp(320));
  const audioInput = new WavMicrophone({ path, clock, loop: true });
  const session = new Session({ url: 'ws://agent', transport: new AgentLine(), clock, audioInput });
  const warn = vi.spyOn(process, 'emitWarning').mockReturnValue();
  onTestFinished(() => warn.mockRestore());
  await session.start();
  rmSync(path);
  await clock.sleep(5_000);
  await session.end();
  expect(warn.mock.calls).toEqual([[expect.objectContaining({ code: 'FILE_UNREADABLE' })]]);
});

it('fails the start before anybody is called when the file is missing', async () => {
  const agent = new AgentLine();
  const plugin = new WavMicrophone(join(folder, 'missing.wav'));
  const session = new Session({ url: 'ws://agent', transport: agent, plugins: [plugin] });
  await expect(session.start()).rejects.toMatchObject({
    code: 'BEFORE_CONNECT_FAILED',
    message: expect.stringContaining('WavMicrophone'),
    cause: {
      code: 'FILE_UNREADABLE',
      message: `${join(folder, 'missing.wav')} cannot be read: there is no such file.`,
    },
  });
  expect(agent.received).toEqual([]);
});

it.each([
  [undefined, 'no path'],
  [{ path: '' }, 'no path'],
  [{ path: 'a.wav', delayMs: -1 }, 'delayMs is -1'],
  [{ path: 'a.wav', afterwards: 'stop' as 'end' }, 'afterwards is "stop"'],
])('refuses %o', (options, message) => {
  expect(() => new WavMicrophone(options as never)).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTIONS', message: expect.stringContaining(message) }),
  );
});
