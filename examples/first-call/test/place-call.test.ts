import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WavWriter } from '@duologue/audio-node/wav';
import { Session } from '@duologue/core';
import { expect, it, onTestFinished } from 'vitest';
import type { LiveCallee } from '../command-line.ts';
import { announce, callLive } from '../place-call.ts';

/** Nobody listens there: whoever dials it learns so at once. */
const nowhere = { kind: 'url', target: 'ws://127.0.0.1:1' } as const;

/** The error of a call, and how many sessions were made for it. */
async function place(callee: LiveCallee): Promise<{ readonly error: unknown; readonly sessions: number }> {
  let sessions = 0;
  const error = await callLive(callee, {
    createSession: (ends) => {
      sessions += 1;
      return new Session(ends);
    },
    run: (session) => session.run(),
  }).then(
    (end) => end.error,
    (thrown: unknown) => thrown,
  );
  return { error, sessions };
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'place-call-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

it('calls nobody with a question that cannot be read', async () => {
  const microphone = join(await temporaryFolder(), 'question.wav');
  await writeFile(microphone, 'hello');
  expect(await place({ ...nowhere, microphone })).toMatchObject({
    error: {
      name: 'UsageError',
      message: expect.stringMatching(
        /^--microphone: .*question\.wav cannot be read as a WAV file: it begins/,
      ),
    },
    sessions: 0,
  });
});

it('calls nobody with a question that holds no sound', async () => {
  const microphone = join(await temporaryFolder(), 'question.wav');
  new WavWriter({ path: microphone, sampleRateHz: 16_000 }).finish();
  expect(await place({ ...nowhere, microphone })).toMatchObject({
    error: { name: 'UsageError', message: `--microphone '${microphone}' holds no sound.` },
    sessions: 0,
  });
});

it('says that nobody answers', async () => {
  expect(await place(nowhere)).toMatchObject({
    error: { message: 'The connection could not be opened (ECONNREFUSED).' },
    sessions: 1,
  });
});

it.each([
  [
    { kind: 'scripted', fast: true, muteCaller: false },
    'Calling the scripted agent at ws://host/path, in virtual time.',
  ],
  [{ kind: 'url', target: 'ws://host' }, 'Calling ws://host/path, for 5 minutes at most.'],
  [
    { kind: 'agent', target: 'agent_1' },
    'Calling the agent agent_1 of ElevenLabs. This uses credits of its owner, and stops after 5 minutes.',
  ],
] as const)('says who is called by %j, and nothing that is secret', (callee, sentence) => {
  expect(announce(callee, { url: 'ws://user:secret@host/path?token=secret' })).toBe(sentence);
});
