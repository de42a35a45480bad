import type { TestContext } from 'vitest';
import { pointedTo } from '../diagnostics/point-to.ts';
import { scenariosOf, type ScenarioSource } from '../document/scenario-source.ts';
import { replay, type Replay, type ReplayOptions } from '../replay/replay.ts';
import { isPrepared } from '../scenario/prepare.ts';
import { callerPlace, type StepPlace } from '../scenario/step-place.ts';
import { forcedSeed, testOrigin } from './test-origin.ts';

export interface ReplayTestOptions extends Omit<ReplayOptions, 'door' | 'origin'> {
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

type AddTest = (
  name: string,
  options: { timeout?: number },
  run: (context: TestContext) => Promise<void>,
) => void;

/** `test.replay` for a way to add tests. */
export function defineReplay(add: AddTest): DefineReplay {
  return (source, { door = 'memory', timeoutMs, ...options }, body) => {
    const place = callerPlace(ownFiles);
    const doors = typeof door === 'string' ? [door] : door;
    const limits = timeoutMs === undefined ? {} : { timeout: timeoutMs };
    for (const scenario of readScenarios(source, place)) {
      const { name } = isPrepared(scenario) ? scenario.scenario : scenario;
      for (const one of doors) {
        const title = doors.length > 1 ? `${name} (${one})` : name;
        add(title, limits, async ({ task, annotate, onTestFailed, onTestFinished }) => {
          const seed = forcedSeed() ?? options.seed;
          const origin = testOrigin(task, place, seed);
          const all = { ...options, door: one, origin, ...(seed !== undefined && { seed }) };
          await replay(scenario, all, (running) =>
            body({ ...running, task, annotate, onTestFailed, onTestFinished }),
          );
        });
      }
    }
  };
}

const ownFiles = /[\\/]vitest[\\/]replay-test\.[jt]s/;

/** @throws DuologueError whose stack leads to the file and to the test */
function readScenarios(source: ScenarioSource, place: StepPlace | undefined) {
  try {
    return scenariosOf(source);
  } catch (error) {
    throw pointedTo(error, { place, name: 'test.replay' });
  }
}
