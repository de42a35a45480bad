import { test as base, type TestAPI, type TestContext } from 'vitest';
import { replay, type Replay, type ReplayOptions } from '../replay/replay.ts';
import { isPrepared, type PreparedScenario } from '../scenario/prepare.ts';
import type { Scenario } from '../scenario/scenario.ts';

export interface ReplayTestOptions extends Omit<ReplayOptions, 'door'> {
  /** Default `memory`; with a list, one test for each. */
  readonly door?: Door | readonly Door[];
  /** How long the test may take by the wall, in milliseconds; default what vitest is set to. */
  readonly timeoutMs?: number;
}

type Door = NonNullable<ReplayOptions['door']>;

/** One replay and the context of its test. */
export type ReplayTestContext = Replay &
  Pick<TestContext, 'task' | 'annotate' | 'onTestFailed' | 'onTestFinished'>;

/**
 * Defines a test that plays a scenario against a session. When `body` is done, the script must be complete,
 * the connection closed, and no timer left over.
 * @example
 * test.replay(booking, { createSession: (options) => new Session({ ...options, plugins }) }, async ({ session, trace }) => {
 *   await session.run();
 *   expect(trace).toHaveCalledTool('book_table', { party: 4 });
 * });
 */
export type DefineReplay = (
  scenario: Scenario | PreparedScenario,
  options: ReplayTestOptions,
  body: (context: ReplayTestContext) => void | Promise<void>,
) => void;

export interface ReplayTest extends DefineReplay {
  readonly only: DefineReplay;
  readonly skip: DefineReplay;
}

/** vitest's `test`, with `test.replay`. */
export const test: TestAPI & { readonly replay: ReplayTest } = Object.assign(base.extend({}), {
  replay: Object.assign(define(base), { only: define(base.only), skip: define(base.skip) }),
});

type AddTest = (
  name: string,
  options: { timeout?: number },
  run: (context: TestContext) => Promise<void>,
) => void;

function define(add: AddTest): DefineReplay {
  return (scenario, { door = 'memory', timeoutMs, ...options }, body) => {
    const { name } = isPrepared(scenario) ? scenario.scenario : scenario;
    const doors = typeof door === 'string' ? [door] : door;
    for (const one of doors) {
      const title = doors.length > 1 ? `${name} (${one})` : name;
      const limits = timeoutMs === undefined ? {} : { timeout: timeoutMs };
      add(title, limits, async ({ task, annotate, onTestFailed, onTestFinished }) => {
        await replay(scenario, { ...options, door: one }, (running) =>
          body({ ...running, task, annotate, onTestFailed, onTestFinished }),
        );
      });
    }
  };
}
