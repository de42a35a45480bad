import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readWav } from '@duologue/audio-node/wav';
import { canonicalTrace } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { Program, temporaryFolder } from './program.ts';
import { readTrace } from './read-trace.ts';

it('is the same call in real time and in virtual time, apart from times', async () => {
  const [realTime, virtualTime] = await Promise.all([call([]), call(['--fast'])]);
  expect(realTime).toEqual(virtualTime);
});

it('is the same call with a caller of another process, who cuts in on what the server says', async () => {
  await using server = new Program('server.ts');
  const url = (await server.printed('agent_id=agent_test')).trim();
  const [live, virtualTime] = [await call(['--url', url]), await call(['--fast'])];
  expect(live.transcript).toBe(virtualTime.transcript);
});

/** What a call leaves behind, without times. */
async function call(args: readonly string[]) {
  await using out = await temporaryFolder();
  await using demo = new Program('main.ts', [...args, '--out', out.path]);
  const { exitCode, stderr } = await demo.outcome();
  const transcript = await readFile(join(out.path, 'call.md'), 'utf8');
  const { channels, truncated } = await readWav(join(out.path, 'call.wav'));
  return {
    exitCode,
    stderr,
    transcript: transcript.replaceAll(/\d+:\d\d\.\d | in \d+ ms/g, ''),
    canonical: canonicalTrace(await readTrace(join(out.path, 'call.jsonl'))),
    recording: { channels: channels.length, truncated },
  };
}
