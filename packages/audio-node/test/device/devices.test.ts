import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  CallMonitor,
  chooseBackend,
  listDevices,
  Microphone,
  Pacer,
  probe,
  Speaker,
} from '@duologue/audio-node';
import type { AudioBackend } from '@duologue/audio-node';
import { Session } from '@duologue/core';
import type { Plugin, Problem } from '@duologue/core';
import { VirtualClock } from '@duologue/testkit';
import { AgentLine } from '../agent-line.ts';
import { joined, ramp, silence } from '../samples.ts';
import { StudioBackend } from './studio-backend.ts';

let clock: VirtualClock;
beforeEach(() => {
  clock = new VirtualClock();
});
afterEach(() => clock[Symbol.dispose]());

async function startCall(plugins: Plugin[], agent: AgentLine = new AgentLine()) {
  const session = new Session({ url: 'ws://agent', transport: agent, clock, plugins });
  const problems: Problem[] = [];
  session.hooks.problemOccurred.tap('test', (problem) => problems.push(problem));
  await session.start();
  return { agent, session, problems };
}

const deaf = (name: string, reason: string) => new StudioBackend(name, { available: false, reason });

it('plays the agent through the backend that it is given', async () => {
  const studio = new StudioBackend();
  const speaker = new Speaker({ backend: studio, device: 'one' });
  const { agent, session } = await startCall([speaker], new AgentLine({ agentFormat: 'pcm_24000' }));
  agent.say(ramp(12_000));
  await clock.sleep(600);
  await session.end();
  expect(studio.played).toEqual(ramp(12_000));
  expect(studio.sampleRateHz).toBe(24_000);
  expect(studio.opened[0]).toMatchObject({ device: 'one', clock });
  expect(studio.log).toEqual(['probe', 'start', 'stop']);
  expect(speaker.backend).toBe('studio');
});

it('keeps no more than its lead in the backend, and nothing after an interruption', async () => {
  const studio = new StudioBackend();
  const { agent, session } = await startCall([new Speaker({ backend: studio })]);
  agent.say(ramp(16_000));
  expect(studio.played).toHaveLength(1_600);
  await clock.sleep(200);
  agent.interrupt();
  expect(session.playout.position).toBeUndefined();
  const { length } = studio.played;
  expect(length).toBeLessThanOrEqual(4_800);
  await clock.sleep(500);
  expect(studio.played).toHaveLength(length);
  await session.end();
});

it('goes on unheard when the device fails in the middle of a call', async () => {
  const studio = new StudioBackend();
  const { agent, session, problems } = await startCall([new Speaker({ backend: studio })]);
  agent.say(ramp(16_000));
  studio.failure = new Error('the cable is out');
  await clock.sleep(1_500);
  expect(problems.map(({ error }) => error.code)).toEqual(['AUDIO_OUTPUT_TROUBLE']);
  expect(session.playout.ledger).toMatchObject([{ played: 16_000, dropped: 0 }]);
  await session.end();
});

it('records through the backend that it is given', async () => {
  const studio = new StudioBackend();
  const microphone = new Microphone({ backend: studio });
  const { agent, session } = await startCall([microphone]);
  studio.speak(ramp(320));
  await session.end();
  studio.speak(ramp(320));
  expect(agent.heard).toEqual(ramp(320));
  expect(microphone.backend).toBe('studio');
});

it.each([
  ['a speaker', Speaker, 'AUDIO_OUTPUT_FAILED'],
  ['a microphone', Microphone, 'AUDIO_INPUT_FAILED'],
] as const)('fails the start when %s cannot be opened', async (_, Device, code) => {
  const studio = new StudioBackend();
  studio.failure = new Error('in use');
  await expect(startCall([new Device({ backend: studio })])).rejects.toMatchObject({
    code,
    cause: studio.failure,
  });
});

it.each([
  ['speaker', Speaker],
  ['microphone', Microphone],
] as const)('fails the start before anybody is called when no %s answers', async (what, Device) => {
  const device = new Device({ backend: deaf('studio', 'the studio is closed') });
  const agent = new AgentLine();
  await expect(startCall([device], agent)).rejects.toMatchObject({
    code: 'BEFORE_CONNECT_FAILED',
    cause: {
      code: 'NO_AUDIO_DEVICE',
      message: expect.stringMatching(`^No ${what} answers. Tried studio \\(the studio is closed\\).`),
    },
  });
  expect(agent.received).toEqual([]);
  expect(await device.probe()).toEqual({
    available: false,
    reason: expect.stringContaining('the studio is closed'),
  });
});

it('names the backends there are when it is asked for one that is not', async () => {
  await expect(chooseBackend('output', { backend: 'gramophone' })).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
    message: expect.stringContaining('Choose one of pulseaudio, '),
  });
});

const hasOnly = (direction: 'input' | 'output'): AudioBackend => {
  const studio = new StudioBackend('half');
  return {
    name: studio.name,
    directions: [direction],
    probe: () => studio.probe(),
    listDevices: () => studio.listDevices(),
    ...(direction === 'input'
      ? { openInput: (options) => studio.openInput(options) }
      : { openOutput: (options) => studio.openOutput(options) }),
  };
};

it.each([
  ['a Microphone', () => new Microphone({ backend: hasOnly('output') }), 'half has no input'],
  ['a Microphone by name', () => new Microphone({ backend: 'audio-io' }), 'audio-io has no input'],
  ['a Speaker', () => new Speaker({ backend: hasOnly('input') }), 'half has no output'],
  ['a CallMonitor', () => new CallMonitor({ backend: hasOnly('input') }), 'half has no output'],
  [
    'a Speaker that is promised more than there is',
    () => new Speaker({ backend: { ...hasOnly('input'), directions: ['input', 'output'] } }),
    'half has no output',
  ],
  [
    'a Speaker that does not exist',
    () => new Speaker({ backend: 'gramophone' }),
    'Choose one of pulseaudio, ',
  ],
  ['a Speaker that is a number', () => new Speaker({ backend: 7 as unknown as string }), 'backend is 7'],
  [
    'a Microphone that is no backend',
    () => new Microphone({ backend: { name: 'half' } as AudioBackend }),
    'backend is no AudioBackend',
  ],
])('refuses %s at once', (_, make, message) => {
  expect(make).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTIONS', message: expect.stringContaining(message) }),
  );
});

it('asks for what a backend has when it looks for any', async () => {
  await expect(chooseBackend('input', { backend: hasOnly('output') })).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
  });
  await expect(listDevices('output', { backend: hasOnly('input') })).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
  });
});

it('counts a backend whose probe fails as one that does not answer', async () => {
  const broken = deaf('broken', '');
  broken.probe = () => Promise.reject(new Error('the probe broke.'));
  await expect(chooseBackend('output', { backend: broken })).rejects.toMatchObject({
    code: 'NO_AUDIO_DEVICE',
    message: expect.stringContaining('Tried broken (the probe broke).'),
  });
  expect(await new Speaker({ backend: broken }).probe()).toMatchObject({ available: false });
});

it('takes a backend that answers, and lists its devices', async () => {
  const studio = new StudioBackend();
  expect(await chooseBackend('input', { backend: studio })).toBe(studio);
  expect(await listDevices('output', { backend: studio })).toEqual([
    { id: 'one', label: 'The only one', isDefault: true },
  ]);
});

it('says of every backend whether it works here', async () => {
  const found = await probe('output');
  expect(found.map(({ backend }) => backend)).toEqual(
    expect.arrayContaining(['pulseaudio', 'pacat', 'aplay', 'sox', 'ffmpeg']),
  );
  const reasons = found.map(({ probe: answer }) => (answer.available ? 'works' : answer.reason));
  expect(reasons.filter((reason) => !/^\w.*[^.]$/s.test(reason))).toEqual([]);
});

it('lets somebody listen in to both sides, 200 ms behind the call', async () => {
  const studio = new StudioBackend();
  const [microphone, monitor] = [new Pacer(), new CallMonitor({ backend: studio })];
  const { agent, session } = await startCall([microphone, monitor]);
  void microphone.say({ samples: ramp(8_000), sampleRateHz: 16_000 });
  await clock.sleep(250);
  agent.say(ramp(1_600));
  await clock.sleep(250);
  const user = ramp(8_000);
  const mixed = joined(silence(4_000), ramp(1_600), silence(2_400)).map(
    (sample, index) => sample + (user[index] ?? 0),
  );
  const { played } = studio;
  expect(played.length).toBeGreaterThanOrEqual(16 * 260);
  expect(played.length).toBeLessThanOrEqual(16 * 300);
  expect(played).toEqual(mixed.subarray(0, played.length));
  await session.end();
  expect(studio.played).toEqual(joined(mixed.subarray(0, 7_680), silence(320)));
  await clock.sleep(1_000);
  expect(studio.log).toEqual(['probe', 'start', 'stop']);
});

it('lets the call go on when nobody can listen in any more', async () => {
  const studio = new StudioBackend();
  const { agent, session, problems } = await startCall([new CallMonitor({ backend: studio })]);
  agent.say(ramp(8_000));
  await clock.sleep(100);
  studio.failure = new Error('the cable is out');
  await clock.sleep(500);
  expect(problems.map(({ error, plugin }) => [error.message, plugin])).toEqual([
    ['The plugin "CallMonitor" reports: the cable is out', 'CallMonitor'],
  ]);
  expect(studio.log).toEqual(['probe', 'start', 'stop']);
  await session.end();
});

it.each([
  ['at the end of a call', undefined],
  ['when it has failed', new Error('the cable is out')],
])('reports a device for listening in that cannot be closed %s', async (_, failure) => {
  const studio = new StudioBackend();
  const open = studio.openOutput.bind(studio);
  studio.openOutput = (options) => ({
    ...open(options),
    stop: () => Promise.reject(new Error('it will not close')),
  });
  const { agent, session, problems } = await startCall([new CallMonitor({ backend: studio })]);
  agent.say(ramp(8_000));
  await clock.sleep(100);
  studio.failure = failure;
  await clock.sleep(500);
  await session.end();
  await clock.sleep(1_000);
  expect(problems.at(-1)?.error.message).toBe('The plugin "CallMonitor" reports: it will not close');
});
