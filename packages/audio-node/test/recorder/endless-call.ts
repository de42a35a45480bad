// A call that never ends, in virtual time: the test that starts this program kills it.
import { CallRecorder, Pacer } from '@duologue/audio-node';
import { Session } from '@duologue/core';
import { VirtualClock } from '@duologue/testkit';
import { AgentLine } from '../agent-line.ts';
import { ramp } from '../samples.ts';

const clock = new VirtualClock();
const microphone = new Pacer({ tailMs: 0 });
const plugins = [microphone, new CallRecorder(process.argv[2] ?? '')];
const session = new Session({ url: 'ws://agent', transport: new AgentLine(), clock, plugins });
await session.start();
void microphone.say({ samples: ramp(16_000), sampleRateHz: 16_000 }, { loop: true });
await clock.sleep(10_000);
console.log('10 seconds');
await clock.sleep(100_000_000);
