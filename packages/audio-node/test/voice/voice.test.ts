import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  ComfortSilence,
  dbfs,
  FastBargeIn,
  NoiseSuppression,
  Pacer,
  rootMeanSquare,
  VoiceActivity,
  Volume,
} from '@duologue/audio-node';
import type { Clip } from '@duologue/audio-node';
import { mixDown, readWav } from '@duologue/audio-node/wav';
import { randomLane, Session } from '@duologue/core';
import type { AudioFormatName, Plugin } from '@duologue/core';
import { VirtualClock } from '@duologue/testkit';
import { AgentLine } from '../agent-line.ts';
import { joined, ramp, silence } from '../samples.ts';
import { sine } from '../tone.ts';

const speech = join(import.meta.dirname, '../../../../examples/first-call/speech/caller-day.wav');
const spokenSamples = mixDown((await readWav(speech)).channels);
/** The clip, by its transcript: the first sound is at 50 ms, the last one 50 ms before its end. */
const [firstSoundMs, clipMs] = [50, 2_712];

let clock: VirtualClock;
beforeEach(() => {
  clock = new VirtualClock();
});
afterEach(() => clock[Symbol.dispose]());

async function startCall(plugins: Plugin[], userFormat: AudioFormatName = 'pcm_16000') {
  const agent = new AgentLine({ userFormat });
  const microphone = new Pacer();
  const session = new Session({
    url: 'ws://agent',
    transport: agent,
    clock,
    plugins: [microphone, ...plugins],
  });
  await session.start();
  return { agent, microphone, session };
}

/** White noise whose peaks are at `level`. */
function noise(durationMs: number, level: number): Int16Array {
  const random = randomLane(7, 'noise');
  return Int16Array.from({ length: durationMs * 16 }, () => Math.round((random() * 2 - 1) * level * 32_767));
}

const pcm = (samples: Int16Array): Clip => ({ samples, sampleRateHz: 16_000 });

it.each(['ulaw_8000', 'pcm_16000', 'pcm_24000', 'pcm_44100', 'pcm_48000'] as const)(
  'hears when the user begins and stops to speak, at %s',
  async (format) => {
    const changes: [boolean, number][] = [];
    const activity = new VoiceActivity({ onChange: (speaking) => changes.push([speaking, clock.now()]) });
    const { microphone, session } = await startCall([activity], format);
    await clock.sleep(500);
    expect(activity.speaking).toBe(false);
    await microphone.say(speech);
    await clock.sleep(600);
    const [begun = [false, 0], ...rest] = changes;
    expect(begun[0]).toBe(true);
    expect(begun[1]).toBeGreaterThan(500 + firstSoundMs);
    expect(begun[1] - 500 - firstSoundMs).toBeLessThanOrEqual(160);
    const over = rest.at(-1) ?? [true, 0];
    expect(over[0]).toBe(false);
    expect(Math.abs(over[1] - (500 + clipMs + 300))).toBeLessThan(200);
    await session.end();
  },
);

it('takes neither silence nor quiet noise for speech', async () => {
  const changes: boolean[] = [];
  const { microphone, session } = await startCall([
    new VoiceActivity({ onChange: (speaking) => changes.push(speaking) }),
  ]);
  await microphone.say(pcm(joined(silence(16_000), noise(1_000, 0.004))));
  expect(changes).toEqual([]);
  await session.end();
});

it('silences the agent at the first words of the user, before the service does, and nothing more is heard after it', async () => {
  const barge = new FastBargeIn();
  const { agent, microphone, session } = await startCall([barge]);
  agent.say(ramp(32_000), 1);
  await clock.sleep(500);
  void microphone.say(speech);
  await clock.sleep(firstSoundMs + 160);
  expect(barge.holding).toBe(true);
  const heldAt = session.playout.position?.playedMs ?? 0;
  expect(heldAt).toBeGreaterThan(500);
  expect(heldAt).toBeLessThanOrEqual(500 + firstSoundMs + 160);
  await clock.sleep(300);
  expect(session.playout.position?.playedMs).toBe(heldAt);
  agent.interrupt(1);
  expect(barge.holding).toBe(false);
  agent.say(ramp(1_600), 2);
  await clock.sleep(500);
  expect(session.playout.ledger.map(({ eventId, played }) => [eventId, played / 16])).toEqual([
    [1, heldAt],
    [2, 100],
  ]);
  await session.end();
});

it('lets the agent go on after a cough, without losing a word', async () => {
  const barge = new FastBargeIn({ releaseMs: 200 });
  const heard: Int16Array[] = [];
  const { agent, microphone, session } = await startCall([barge]);
  session.hooks.agentAudioPlayed.tap('test', ({ samples }) => heard.push(samples));
  agent.say(ramp(32_000));
  await clock.sleep(500);
  void microphone.say(pcm(spokenSamples.subarray(0, 16 * 300)));
  await clock.sleep(250);
  expect(barge.holding).toBe(true);
  await clock.sleep(3_000);
  expect(barge.holding).toBe(false);
  expect(joined(...heard)).toEqual(ramp(32_000));
  await session.end();
});

it('does not hold the agent back for longer than its patience', async () => {
  const barge = new FastBargeIn({ patienceMs: 400 });
  const { agent, microphone, session } = await startCall([barge]);
  agent.say(ramp(32_000));
  await clock.sleep(200);
  void microphone.say(speech);
  await clock.sleep(250);
  expect(barge.holding).toBe(true);
  await clock.sleep(400);
  expect(barge.holding).toBe(false);
  await clock.sleep(2_500);
  expect(session.playout.ledger).toMatchObject([{ played: 32_000, dropped: 0 }]);
  await session.end();
});

it('leaves an agent alone who is silent', async () => {
  const barge = new FastBargeIn();
  const { agent, microphone, session } = await startCall([barge]);
  void microphone.say(speech);
  await clock.sleep(500);
  expect(barge.holding).toBe(false);
  agent.say(ramp(1_600));
  await clock.sleep(400);
  expect(session.playout.ledger).toMatchObject([{ played: 1_600 }]);
  await session.end();
});

it.each([20, 25, 60])(
  'takes noise out of pauses and leaves the speech, in frames of %i ms',
  async (frameMs) => {
    const agent = new AgentLine();
    const microphone = new Pacer();
    const plugins = [microphone, new NoiseSuppression()];
    const session = new Session({ url: 'ws://agent', transport: agent, clock, plugins, frameMs });
    await session.start();
    const clean = joined(silence(24_000), spokenSamples);
    const dirty = noise(clean.length / 16, 0.05).map((sample, index) => sample + (clean[index] ?? 0));
    await microphone.say(pcm(dirty));
    await session.end();
    const { heard } = agent;
    expect(heard.length - dirty.length).toBeLessThan(16 * frameMs);
    const [before, after] = [dirty, heard].map((samples) =>
      dbfs(rootMeanSquare(samples.subarray(16_000, 23_000))),
    ) as [number, number];
    expect(before - after).toBeGreaterThan(20);
    const [spoken, kept] = [clean, heard].map((samples) =>
      dbfs(rootMeanSquare(samples.subarray(25_000, 60_000))),
    ) as [number, number];
    expect(Math.abs(spoken - kept)).toBeLessThan(3);
  },
);

it('lets noise through while it is not active', async () => {
  const suppression = new NoiseSuppression();
  suppression.active = false;
  const { agent, microphone, session } = await startCall([suppression]);
  const dirty = noise(500, 0.1);
  await microphone.say(pcm(dirty));
  await session.end();
  expect(agent.heard.subarray(0, dirty.length)).toEqual(dirty);
});

it('changes how loud the user is sent, and sends silence for a user who is muted', async () => {
  const volume = new Volume({ user: 2 });
  const { agent, microphone, session } = await startCall([volume]);
  void microphone.say(pcm(Int16Array.from({ length: 3_200 }, () => 10_000)));
  await clock.sleep(41);
  volume.user = 0.5;
  await clock.sleep(40);
  volume.userMuted = true;
  await clock.sleep(40);
  volume.userMuted = false;
  volume.user = 8;
  await clock.sleep(40);
  await session.end();
  expect(agent.frames.map((samples) => samples[0])).toEqual([
    20_000, 20_000, 5_000, 5_000, 0, 0, 32_767, 32_767,
  ]);
});

it('changes how loud the agent is played', async () => {
  const volume = new Volume({ agent: 0.5 });
  const written: number[] = [];
  const agent = new AgentLine();
  const audioOutput = {
    maxLeadMs: 20,
    start: () => {},
    write: (samples: Int16Array) => written.push(samples[0] ?? 0),
    flush: () => {},
    playedSamples: () => written.length * 320,
    stop: () => {},
  };
  const session = new Session({ url: 'ws://agent', transport: agent, clock, audioOutput, plugins: [volume] });
  await session.start();
  agent.say(Int16Array.from({ length: 1_600 }, () => 10_000));
  volume.agentMuted = true;
  await clock.sleep(20);
  volume.agentMuted = false;
  volume.agent = 1;
  await clock.sleep(100);
  await session.end();
  expect(written.slice(0, 3)).toEqual([5_000, 0, 10_000]);
});

it('fills the gaps in the stream of a microphone that stops', async () => {
  const agent = new AgentLine();
  let speak: (samples: Int16Array) => void = () => {};
  const audioInput = {
    start: (_: unknown, onFrame: (samples: Int16Array) => void) => {
      speak = onFrame;
    },
    stop: () => {},
  };
  const session = new Session({
    url: 'ws://agent',
    transport: agent,
    clock,
    audioInput,
    plugins: [new ComfortSilence()],
  });
  await session.start();
  speak(ramp(320));
  await clock.sleep(1_050);
  speak(ramp(320));
  await session.end();
  expect(agent.heard).toEqual(joined(ramp(320), silence(16_000), ramp(320)));
});

it('adds nothing to a stream that does not stop', async () => {
  const { agent, session } = await startCall([new ComfortSilence()]);
  await clock.sleep(1_001);
  await session.end();
  expect(agent.heard).toHaveLength(16_000);
});

it.each<[string, () => Plugin]>([
  ['mode is 4', () => new VoiceActivity({ mode: 4 as 3 })],
  ['onsetMs is 0', () => new FastBargeIn({ onsetMs: 0 })],
  ['floorDbfs is 3', () => new VoiceActivity({ floorDbfs: 3 })],
  ['patienceMs is 1', () => new FastBargeIn({ patienceMs: 1 })],
  ['The volume of the user is -1', () => new Volume({ user: -1 })],
  ['The volume of the agent is 2', () => new Volume({ agent: 2 })],
  ['afterMs is 1', () => new ComfortSilence({ afterMs: 1 })],
])('refuses options that make no sense: %s', (message, make) => {
  expect(make).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTIONS', message: expect.stringContaining(message) }),
  );
});

it('keeps a tone whose loudness it does not change', async () => {
  const { agent, microphone, session } = await startCall([new Volume()]);
  await microphone.say(pcm(sine(440, { durationMs: 100 })));
  await session.end();
  expect(agent.heard).toEqual(sine(440, { durationMs: 100 }));
});
