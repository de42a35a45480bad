import { test as base, type TestAPI, type TestContext } from 'vitest';
import { replay, type Replay, type ReplayOptions } from '../replay/replay.ts';
import { scenariosOf, type ScenarioSource } from '../document/scenario-source.ts';
import { isPrepared } from '../scenario/prepare.ts';

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
 * the connection closed, and no timer left over. A file with a matrix makes one test for each combination.
 * @example
 * test.replay('scenarios/booking.yaml', { createSession: (options) => new Session({ ...options, plugins }) }, async ({ session, trace }) => {
 *   await session.run();
 *   expect(trace).toHaveCalledTool('book_table', { party: 4 });
 * });
 */
export type DefineReplay = (
  scenario: ScenarioSource,
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
  return (source, { door = 'memory', timeoutMs, ...options }, body) => {
    const doors = typeof door === 'string' ? [door] : door;
    const limits = timeoutMs === undefined ? {} : { timeout: timeoutMs };
    for (const scenario of scenariosOf(source)) {
      const { name } = isPrepared(scenario) ? scenario.scenario : scenario;
      for (const one of doors) {
        const title = doors.length > 1 ? `${name} (${one})` : name;
        add(title, limits, async ({ task, annotate, onTestFailed, onTestFinished }) => {
          await replay(scenario, { ...options, door: one }, (running) =>
            body({ ...running, task, annotate, onTestFailed, onTestFinished }),
          );
        });
      }
    }
  };
}
