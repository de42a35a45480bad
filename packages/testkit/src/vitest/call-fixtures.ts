import { Session, type Clock } from '@duologue/core';
import { test as base, type TestAPI } from 'vitest';
import type { ScenarioSource } from '../document/scenario-source.ts';
import type { Door } from '../door/door.ts';
import { ReplayStage } from '../replay/replay-stage.ts';
import type { ReplayTrace } from '../replay/replay-trace.ts';
import type { ReplayOptions } from '../replay/replay.ts';
import { callerPlace } from '../scenario/step-place.ts';
import { forcedSeed, testOrigin } from './test-origin.ts';

/** What the tests of one `test.playing()` have in common. */
export interface CallOptions extends Omit<ReplayOptions, 'createSession' | 'origin'> {
  /** What the server plays. It may be left out where tests ask for `clock` alone. */
  readonly scenario?: ScenarioSource;
  /** Makes the session under test; default `(options) => new Session(options)`. */
  readonly createSession?: ReplayOptions['createSession'];
}

/** What a test may ask for. Each thing is made for the test that asks for it, and when it is asked for. */
export interface CallFixtures {
  /** The scripted server; with the door `sockets` it has a `url` for any client. */
  readonly server: Door;
  /** A session at that server, not started. */
  readonly session: Session;
  /** The clock of both: virtual time, where nothing else is asked for. */
  readonly clock: Clock;
  /** What happened so far, with the matchers for traces. */
  readonly trace: ReplayTrace;
}

/** vitest's `test`, with fixtures that play a scenario. @throws DuologueError for a scenario that cannot be, in the tests */
export type PlayingTest = TestAPI<CallFixtures>;

/** What the fixtures stand on. */
interface Staged {
  readonly duologueStage: ReplayStage;
}

const createPlain: ReplayOptions['createSession'] = (options) => new Session(options);

/** `test.playing`: tests with fixtures. */
export function playing({ scenario, createSession = createPlain, ...options }: CallOptions): PlayingTest {
  const place = callerPlace(ownFiles);
  return base.extend<CallFixtures & Staged>({
    duologueStage: async ({ task, onTestFinished }, use) => {
      const seed = forcedSeed() ?? options.seed;
      const stage = new ReplayStage(scenario, {
        ...options,
        createSession,
        origin: testOrigin(task, place, seed),
        ...(seed !== undefined && { seed }),
      });
      // not behind `use`: an error there is reported twice
      onTestFinished(() => finish(stage, task.result?.state === 'fail'));
      await use(stage);
    },
    server: async ({ duologueStage }, use) => use(await duologueStage.server()),
    session: async ({ duologueStage }, use) => use(await duologueStage.session()),
    clock: async ({ duologueStage }, use) => use(duologueStage.clock),
    trace: async ({ duologueStage }, use) => use(await duologueStage.trace()),
  });
}

const ownFiles = /[\\/]vitest[\\/]call-fixtures\.[jt]s/;

/** Looks at what a test has left behind, and cleans up. Of a test that has failed already, only the failure of its script is told beside. */
async function finish(stage: ReplayStage, hasFailed: boolean): Promise<void> {
  try {
    if (hasFailed) throw stage.better(undefined);
    await stage.check();
  } catch (error) {
    stage.keepTraces();
    if (error !== undefined) throw error;
  } finally {
    await stage.close();
  }
}
