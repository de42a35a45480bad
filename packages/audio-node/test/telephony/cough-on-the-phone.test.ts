import { join } from 'node:path';
import { expect, it } from 'vitest';
import { acceptMediaStream, FastBargeIn } from '@duologue/audio-node';
import { resample } from '@duologue/audio-node/resample';
import { mixDown, readWav } from '@duologue/audio-node/wav';
import { Session } from '@duologue/core';
import { VirtualClock } from '@duologue/testkit';
import { AgentLine } from '../agent-line.ts';
import { joined } from '../samples.ts';
import { PhoneLine } from './phone-line.ts';

const recording = join(import.meta.dirname, '../../../../examples/first-call/speech/caller-day.wav');

it.each([
  [0, 0],
  [100, 80],
  [300, 250],
])(
  'goes on where the caller coughed, and says nothing twice, %i ms there and %i ms back',
  async (thereMs, backMs) => {
    using clock = new VirtualClock();
    const { channels, sampleRateHz } = await readWav(recording);
    const voice = await resample(mixDown(channels), { fromHz: sampleRateHz, toHz: 8_000 });
    const line = new PhoneLine(clock);
    const accepted = acceptMediaStream(line, { provider: 'twilio', clock });
    line.phone.start();
    const call = await accepted;
    const [send, say] = [line.send.bind(line), line.say.bind(line)];
    line.send = (data) => void clock.setTimeout(() => send(data), thereMs);
    line.say = (message) => void clock.setTimeout(() => say(message), backMs);
    const agent = new AgentLine({ agentFormat: 'ulaw_8000', userFormat: 'ulaw_8000' });
    const plugins = [call, new FastBargeIn({ releaseMs: 200 })];
    const session = new Session({ url: 'ws://agent', transport: agent, clock, plugins });
    await session.start();

    agent.say(new Int16Array(8 * 4_000).fill(5_000));
    await clock.sleep(1_500);
    line.phone.speak(voice.subarray(0, 8 * 300));
    await clock.sleep(6_000);
    await session.end();

    const cuts = line.phone.messages.filter(({ event }) => event === 'clear').length;
    const heardMs = joined(...line.phone.heard).length / 8;
    expect(cuts).toBe(1);
    expect(Math.abs(heardMs - 4_000)).toBeLessThanOrEqual(20);
  },
);
