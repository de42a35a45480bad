import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Session, type Plugin, type SessionOptions } from '@duologue/core';
import { expect, it } from 'vitest';
import { diffCassettes } from '../../../src/cassette/compare/diff-cassettes.ts';
import { prepareCassette } from '../../../src/cassette/replay/prepare-cassette.ts';
import {
  canonicalTrace,
  Recorder,
  replay,
  TraceRecorder,
  type ScenarioSource,
  type TraceEntry,
} from '../../../src/index.ts';
import { nothingRedacted } from '../support/cassettes.ts';
import { call, findRefund, record } from '../support/recorded-call.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('gives the same conversation when a replay is recorded, and the same bytes when that is replayed', async () => {
  const folder = temporaryFolder();
  const one = await record(call, folder, 'one');
  const two = await record(prepareCassette(one), folder, 'two');
  const three = await record(prepareCassette(two), folder, 'three');
  expect(diffCassettes(one, two)).toEqual({ same: true, lanes: [] });
  expect(readFileSync(three, 'utf8').replace('name: three', 'name: two')).toBe(readFileSync(two, 'utf8'));
});

it('is the same over sockets as in memory', async () => {
  const folder = temporaryFolder();
  const one = await record(call, folder, 'one');
  const two = await record(prepareCassette(one), folder, 'two', { door: 'sockets' });
  expect(diffCassettes(one, two)).toEqual({ same: true, lanes: [] });
});

it('gives the app the same call as when it was recorded, wherever ids begin', async () => {
  const folder = temporaryFolder();
  const hear = async (source: ScenarioSource, ...plugins: Plugin[]) => {
    const traced = new TraceRecorder();
    const createSession = (options: SessionOptions) =>
      new Session({ ...options, tools: [findRefund()], plugins: [...plugins, traced] });
    await replay(source, { createSession }, ({ session }) => session.run());
    return traced.entries;
  };
  const recorder = new Recorder({ path: path.join(folder, 'one'), redact: () => nothingRedacted });
  const recorded = await hear(call, recorder);
  const replayed = await hear(prepareCassette(recorder.cassettes[0] ?? ''));
  const firstTurnOf = (entries: readonly TraceEntry[]) =>
    entries.find(({ lane, type }) => lane === 'agent-audio' && type === 'turn')?.data;
  expect(firstTurnOf(recorded)).toMatchObject({ eventId: 1 });
  expect(firstTurnOf(replayed)).not.toMatchObject({ eventId: 1 });
  expect(canonicalTrace(replayed)).toEqual(canonicalTrace(recorded));
});
