import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Session, systemClock, type SessionOptions } from '@duologue/core';
import {
  canonicalHash,
  canonicalTrace,
  cassette,
  diffCassettes,
  Recorder,
  RecordingProxy,
  replay,
  standardRedaction,
  TraceRecorder,
  type ScenarioSource,
} from '@duologue/testkit';
import { dateTimePack } from '@duologue/tools/date-time';
import { expect, it, onTestFinished, vi } from 'vitest';
import { firstCall } from '../first-call/conversation.ts';

const redact = standardRedaction({ userAudio: 'keep' });

/** Plays a call with the app of `npm start`; what comes back is what the app saw and did. */
async function call(
  source: ScenarioSource,
  door: 'memory' | 'sockets',
  at: (ends: SessionOptions) => Promise<SessionOptions>,
) {
  const traced = new TraceRecorder();
  const tools: unknown[] = [];
  const audio: string[] = [];
  await replay(
    source,
    {
      door,
      async createSession(ends: SessionOptions) {
        const options = await at(ends);
        const session = new Session({
          ...options,
          plugins: [...(options.plugins ?? []), dateTimePack(), traced],
        });
        session.hooks.messageReceived.for('audio').tap('listen', ({ raw }) => {
          audio.push((raw as { audio_event: { audio_base_64: string } }).audio_event.audio_base_64);
        });
        session.hooks.toolFinished.tap('note', ({ call: { toolName, parameters }, outcome }) => {
          tools.push({ toolName, parameters, outcome });
        });
        return session;
      },
    },
    ({ session }) => session.run(),
  );
  return { canonical: canonicalTrace(traced.entries), tools, audio };
}

it('replays the call of `npm start` as it was recorded through the proxy, without a network', async () => {
  const out = mkdtempSync(path.join(tmpdir(), 'first-call-'));
  onTestFinished(() => rmSync(out, { recursive: true }));
  let proxy: RecordingProxy | undefined;
  const recorded = await call(firstCall(), 'sockets', async ({ url = '', clock = systemClock, ...ends }) => {
    proxy = await RecordingProxy.listen({ upstream: { url }, out, name: () => 'first-call', redact, clock });
    return { ...ends, clock, url: proxy.url };
  });
  await proxy?.close();
  const [file = ''] = proxy?.cassettes ?? [];

  const opened = vi.spyOn(Socket.prototype, 'connect');
  const fetched = vi.spyOn(globalThis, 'fetch');
  onTestFinished(() => void vi.restoreAllMocks());
  const again = path.join(out, 'again');
  const replayed = await call(cassette(file), 'memory', async (ends) => ({
    ...ends,
    plugins: [new Recorder({ path: again, redact })],
  }));
  expect([opened.mock.calls.length, fetched.mock.calls.length]).toEqual([0, 0]);

  expect(replayed.canonical).toEqual(recorded.canonical);
  expect(canonicalHash(replayed.canonical)).toBe(canonicalHash(recorded.canonical));
  expect(replayed.tools).toEqual(recorded.tools);
  expect(replayed.tools).toHaveLength(1);
  expect(replayed.audio).toEqual(recorded.audio);
  expect(recorded.audio.length).toBeGreaterThan(100);
  expect(diffCassettes(file, again)).toEqual({ same: true, lanes: [] });

  // recorded again and again: the same conversation each time, and the same bytes for the same cassette
  const record = async (source: string, name: string) => {
    const target = path.join(out, name);
    await call(cassette(source), 'memory', async (ends) => ({
      ...ends,
      plugins: [new Recorder({ path: target, redact })],
    }));
    return readFileSync(`${target}.cassette.yaml`, 'utf8').replace(/^name: .*$/m, '');
  };
  expect(await record(file, 'twice')).toBe(
    readFileSync(`${again}.cassette.yaml`, 'utf8').replace(/^name: .*$/m, ''),
  );
  const third = await record(again, 'third');
  expect(diffCassettes(file, path.join(out, 'third'))).toEqual({ same: true, lanes: [] });
  expect(await record(path.join(out, 'third'), 'fourth')).toBe(third);
});
