import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DuologueError, systemClock, type Session, type SessionOptions } from '@duologue/core';
import { ScenarioFailure } from '../../diagnostics/scenario-failure.ts';
import { replay, type ReplayOptions } from '../../replay/replay.ts';
import { besidePath } from '../format/cassette-writer.ts';
import { cassettePath, CassetteReader } from '../format/read-cassette.ts';
import type { ProxyUpstream } from '../record/proxy-upstream.ts';
import { RecordingProxy, type RecordingProxyOptions } from '../record/recording-proxy.ts';
import { cassetteMode, type CassetteMode } from './cassette-mode.ts';
import { isExpired } from './expiry.ts';
import { prepareCassette, type CassetteOptions } from './prepare-cassette.ts';

export interface UseCassetteOptions
  extends
    Omit<CassetteOptions, 'onExpiry'>,
    Omit<ReplayOptions, 'createSession'>,
    Pick<RecordingProxyOptions, 'redact' | 'expiresInDays'> {
  /** Makes the session under test. In a replay the options bring the agent, the clock and the microphone, in a recording the address. */
  createSession(options: SessionOptions): Session | Promise<Session>;
  /** Default `none`. `DUOLOGUE_RECORD` in the environment goes before it, and under `CI` nothing is ever recorded. */
  readonly mode?: CassetteMode;
  /**
   * What becomes of a cassette that is older than its header allows: default `warn`. `record` records it again, and warns where the mode is
   * `none`.
   */
  readonly onExpiry?: CassetteOptions['onExpiry'] | 'record';
  /** The agent that is recorded. */
  readonly upstream?: ProxyUpstream;
  /** Default `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What a body gets. */
export interface CassetteRun {
  readonly session: Session;
  readonly isRecording: boolean;
}

/**
 * Runs a body against a cassette, and records the cassette before where the mode says so. A recording is kept when the body fails, and its
 * header says `test_failed`.
 * @throws what the body throws, ScenarioFailure where a replay does, DuologueError CASSETTE_MISSING, CASSETTE_INCOMPLETE, CASSETTE_EXPIRED
 */
export async function useCassette<T>(
  file: string | URL,
  options: UseCassetteOptions,
  body: (run: CassetteRun) => T | Promise<T>,
): Promise<T> {
  const first = cassettePath(file);
  const mode = cassetteMode(options.mode, options.env ?? process.env);
  const episodes = episodesOf(first);
  if (mode === 'all' || (episodes.length === 0 && mode !== 'none')) return recordTo(first, options, body);
  if (episodes.length === 0) {
    throw new DuologueError(
      'CASSETTE_MISSING',
      `There is no cassette ${first}, and the mode is none. Record it with DUOLOGUE_RECORD=once, where CI is not set.`,
    );
  }
  const { onExpiry, ...others } = options;
  const renews = onExpiry === 'record' && mode !== 'none';
  const playing = { ...others, ...(onExpiry !== undefined && onExpiry !== 'record' && { onExpiry }) };
  for (const episode of episodes) {
    if (renews && isTooOld(episode, options)) return recordTo(episode, options, body);
    try {
      return await play(episode, playing, body);
    } catch (error) {
      const isLast = episode === episodes.at(-1);
      if (!(error instanceof ScenarioFailure) || (isLast && mode !== 'new_episodes')) throw error;
    }
  }
  return recordTo(episodeName(first, episodes.length + 1), options, body);
}

function isTooOld(file: string, options: UseCassetteOptions): boolean {
  const reader = new CassetteReader(file);
  try {
    return isExpired(reader, options);
  } finally {
    reader.close();
  }
}

/** The cassette, and those that were recorded when it no longer fitted. */
function episodesOf(first: string): string[] {
  const episodes: string[] = [];
  for (let file = first; existsSync(file); file = episodeName(first, episodes.length + 1))
    episodes.push(file);
  return episodes;
}

function episodeName(first: string, number: number): string {
  return first.replace(/(?:\.cassette)?\.ya?ml$/, (ending) => `-${number}${ending}`);
}

function play<T>(
  file: string,
  options: UseCassetteOptions & CassetteOptions,
  body: (run: CassetteRun) => T | Promise<T>,
): Promise<T> {
  const cassette = prepareCassette(file, options);
  return replay(cassette, options, ({ session }) => body({ session, isRecording: false }));
}

async function recordTo<T>(
  file: string,
  options: UseCassetteOptions,
  body: (run: CassetteRun) => T | Promise<T>,
): Promise<T> {
  const { upstream, redact, expiresInDays, seed } = options;
  if (!upstream) {
    throw new DuologueError(
      'INVALID_OPTIONS',
      'To record, a cassette needs its `upstream`: { agentId } or { url }.',
    );
  }
  const name = path.basename(file).replace(/\.cassette\.ya?ml$/, '');
  const problems: DuologueError[] = [];
  const proxy = await RecordingProxy.listen({
    upstream,
    out: path.dirname(file),
    name: ({ number }) => (number === 1 ? name : `${name}-take-${number}`),
    onFailure: (error) => problems.push(error),
    ...(redact && { redact }),
    ...(expiresInDays !== undefined && { expiresInDays }),
  });
  let session: Session | undefined;
  let hasFailed = true;
  try {
    session = await options.createSession({
      url: proxy.url,
      clock: systemClock,
      ...(seed !== undefined && { seed }),
    });
    const result = await body({ session, isRecording: true });
    const [problem] = problems;
    if (problem) throw problem;
    hasFailed = false;
    return result;
  } finally {
    await session?.end().catch(() => {});
    await proxy.close();
    // only now is nothing more written
    if (hasFailed) for (const recorded of proxy.cassettes) markFailed(recorded);
  }
}

/** Says in the header that the test which recorded it has failed. */
function markFailed(recorded: string): void {
  const file = [besidePath(recorded), recorded].find((path) => existsSync(path));
  if (file === undefined) return;
  const half = `${file}.part`;
  writeFileSync(half, readFileSync(file, 'utf8').replace(/^name: /m, 'test_failed: true\nname: '));
  renameSync(half, file);
}
