// A call that is over while standard input is still open.
import { PcmMicrophone } from '@duologue/audio-node';
import { Session } from '@duologue/core';
import { AgentLine } from '../agent-line.ts';

const microphone = new PcmMicrophone({ source: process.stdin, sampleRateHz: 16_000, live: true });
const session = new Session({ url: 'ws://agent', transport: new AgentLine(), plugins: [microphone] });
await session.start();
await session.end();
