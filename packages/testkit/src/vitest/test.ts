import { test as base, type TestAPI } from 'vitest';
import { playing, type CallOptions, type PlayingTest } from './call-fixtures.ts';
import { defineReplay, type DefineReplay } from './replay-test.ts';

export interface ReplayTest extends DefineReplay {
  readonly only: DefineReplay;
  readonly skip: DefineReplay;
}

export interface DuologueTest extends TestAPI {
  readonly replay: ReplayTest;
  /**
   * Tests that share a scenario, with the fixtures `server`, `session`, `clock` and `trace`. When such a test is over, the script must be
   * complete, the connection closed, no timer set, the clock held by nobody and no rejection unhandled; `unchecked` opts out.
   * @example
   * const test = base.playing({ scenario: 'scenarios/booking.yaml', createSession: createMyAgent });
   * test('books a table', async ({ session, trace }) => {
   *   await session.run();
   *   expect(trace).toHaveCalledTool('book_table', { party: 4 });
   * });
   */
  readonly playing: (options: CallOptions) => PlayingTest;
}

/** vitest's `test`, with `test.replay` and `test.playing`. */
export const test: DuologueTest = Object.assign(base.extend({}), {
  replay: Object.assign(defineReplay(base), { only: defineReplay(base.only), skip: defineReplay(base.skip) }),
  playing,
});
