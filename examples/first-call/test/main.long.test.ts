import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readWav } from '@duologue/audio-node/wav';
import { canonicalTrace, prepareScenario } from '@duologue/testkit';
import { expect, it, vi } from 'vitest';
import { firstCall } from '../conversation.ts';
import { playCall } from './play-call.ts';
import { Program, temporaryFolder } from './program.ts';
import { readTrace } from './read-trace.ts';

/** Every test starts a process of its own, which takes seconds on a busy computer. */
vi.setConfig({ testTimeout: 60_000 });

it.concurrent(
  'plays the whole call in virtual time, and leaves a recording, a transcript and a trace',
  async () => {
    await using out = await temporaryFolder();
    await using demo = new Program('main.ts', ['--fast', '--out', out.path]);
    const { exitCode, stdout, stderr } = await demo.outcome();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    // oxlint-disable-next-line no-control-regex -- it looks for control characters
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    const recording = join(out.path, 'call.wav');
    const transcript = join(out.path, 'call.md');
    const trace = join(out.path, 'call.jsonl');
    expect(stdout).toContain(`recording   ${recording}`);
    expect(stdout).toContain(`transcript  ${transcript}\n  trace       ${trace}\n`);

    const inMemory = await playCall(await prepareScenario(firstCall()), 'memory');
    const { channels, durationMs, truncated } = await readWav(recording);
    expect({ channels: channels.length, durationMs, truncated }).toEqual({
      channels: 2,
      durationMs: inMemory.end.durationMs,
      truncated: false,
    });
    expect(await readFile(transcript, 'utf8')).toBe(inMemory.markdown);
    expect(canonicalTrace(await readTrace(trace))).toEqual(inMemory.canonical);
  },
);
