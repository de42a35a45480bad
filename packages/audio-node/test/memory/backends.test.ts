import { expect, it, onTestFinished } from 'vitest';
import { MemoryBackend, Microphone, NullBackend, Speaker } from '@duologue/audio-node';
import type { MicrophoneOptions, SpeakerOptions } from '@duologue/audio-node';
import { Session } from '@duologue/core';
import { VirtualClock } from '@duologue/testkit';
import { AgentLine } from '../agent-line.ts';
import { ramp, silence } from '../samples.ts';

async function startCall(backend: NonNullable<(SpeakerOptions & MicrophoneOptions)['backend']>) {
  const clock = new VirtualClock();
  onTestFinished(() => clock[Symbol.dispose]());
  const agent = new AgentLine();
  const plugins = [new Speaker({ backend }), new Microphone({ backend })];
  const session = new Session({ url: 'ws://agent', transport: agent, clock, plugins });
  await session.start();
  return { agent, clock, session };
}

it('lets a program hear and speak through memory', async () => {
  const memory = new MemoryBackend();
  const { agent, clock, session } = await startCall(memory);
  memory.speak(ramp(1_000));
  agent.say(ramp(8_000));
  await clock.sleep(201);
  expect(memory.heard).toEqual(ramp(3_200));
  agent.interrupt();
  await clock.sleep(200);
  expect(memory.heard).toEqual(ramp(3_200));
  await session.end();
  memory.speak(ramp(1_000));
  expect(agent.heard).toEqual(ramp(960));
});

it('keeps only the end of what was heard', async () => {
  const memory = new MemoryBackend({ keepMs: 100 });
  const { agent, clock, session } = await startCall(memory);
  agent.say(ramp(8_000));
  await clock.sleep(1_000);
  expect(memory.heard).toEqual(ramp(8_000).subarray(-1_600));
  await session.end();
});

it.each([['null'], [new NullBackend()]])(
  'has a microphone that hears nothing, and a speaker that plays to nobody',
  async (backend) => {
    const { agent, clock, session } = await startCall(backend);
    agent.say(ramp(1_600));
    await clock.sleep(301);
    expect(agent.heard).toEqual(silence(4_800));
    expect(session.playout.ledger).toMatchObject([{ played: 1_600 }]);
    await session.end();
  },
);
