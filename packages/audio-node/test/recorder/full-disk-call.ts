// A call of 20 seconds in virtual time, whose recording may not grow as long: the test that starts this program limits the size of its files.
import { readdirSync, readlinkSync } from 'node:fs';
import { CallRecorder, Pacer } from '@duologue/audio-node';
import { Session } from '@duologue/core';
import { VirtualClock } from '@duologue/testkit';
import { AgentLine } from '../agent-line.ts';

const [, , path = ''] = process.argv;
const clock = new VirtualClock();
const recorder = new CallRecorder(path);
const plugins = [new Pacer(), recorder];
const session = new Session({ url: 'ws://agent', transport: new AgentLine(), clock, plugins });
const problems: string[] = [];
session.hooks.problemOccurred.tap('test', ({ error }) => problems.push(error.message));
await session.start();
await clock.sleep(20_000);
const open = readdirSync('/proc/self/fd').filter((fd) => {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`) === path;
  } catch {
    return false; // the one that the listing itself had open
  }
});
const { reason } = await session.end();
console.log(JSON.stringify({ problems, open, reason, finished: (await recorder.finished) ?? null }));
