// An agent that says back what it hears, between standard input and standard output, in virtual time.
import { PcmMicrophone, PcmSpeaker } from '@duologue/audio-node';
import { Session } from '@duologue/core';
import { VirtualClock } from '@duologue/testkit';
import { AgentLine } from '../agent-line.ts';

const clock = new VirtualClock();
const agent = new AgentLine();
const session = new Session({
  url: 'ws://agent',
  transport: agent,
  clock,
  plugins: [
    new PcmMicrophone({ source: process.stdin, sampleRateHz: 16_000 }),
    new PcmSpeaker({ sink: process.stdout }),
  ],
});
await session.start();
await clock.sleep(1_001);
agent.say(agent.heard);
await clock.sleep(1_500);
await session.end();
