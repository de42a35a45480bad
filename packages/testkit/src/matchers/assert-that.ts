import { assertionFailure } from './assertion-failure.ts';
import * as audio from './audio-matchers.ts';
import type { Sound } from './audio-matchers.ts';
import { toBeQuiescent, toHavePlayed, toHaveReconnected, type WatchedClock } from './call-matchers.ts';
import * as messages from './message-matchers.ts';
import { openWindow } from './open-window.ts';
import * as ofTraces from './trace-matchers.ts';
import type { Traced } from './trace-matchers.ts';
import type { Verdict } from './verdict.ts';

const ofCalls: { toHavePlayed: typeof toHavePlayed; toHaveReconnected: typeof toHaveReconnected } = {
  toHavePlayed,
  toHaveReconnected,
};
const traces: typeof ofTraces & typeof messages & typeof ofCalls = { ...ofTraces, ...messages, ...ofCalls };
const clocks: { toBeQuiescent: typeof toBeQuiescent } = { toBeQuiescent };

/** A matcher without the value that it looks at: it throws where it does not hold. */
type Assertion<Matcher> = Matcher extends (value: never, ...expected: infer Expected) => Verdict
  ? (...expected: Expected) => void
  : never;

type Assertions<Matchers> = { readonly [Name in keyof Matchers]: Assertion<Matchers[Name]> };

/** What can be asserted, and with `not` its opposite. */
export type Asserted<Matchers> = Assertions<Matchers> & { readonly not: Assertions<Matchers> };

/**
 * The matchers of `@duologue/testkit/vitest` for any other runner, such as node:test or jest.
 * @example
 * assertThat(trace).toHaveCalledTool('book_table', { party: 4 });
 * assertThat(trace).not.toHaveSaid('refund');
 */
export function assertThat(value: Traced): Asserted<typeof traces>;
export function assertThat(value: Sound): Asserted<typeof audio>;
export function assertThat(value: WatchedClock): Asserted<typeof clocks>;
export function assertThat(
  value: Traced | Sound | WatchedClock,
): Asserted<typeof traces> | Asserted<typeof audio> | Asserted<typeof clocks> {
  const matchers = 'samples' in value ? audio : 'holders' in value ? clocks : traces;
  return { ...assertionsOf(matchers, value, false), not: assertionsOf(matchers, value, true) } as never;
}

function assertionsOf(matchers: object, value: object, isNot: boolean): object {
  return Object.fromEntries(
    Object.entries(matchers).map(([name, matcher]) => {
      const assertion = (...expected: unknown[]) => {
        const verdict = (matcher as (value: unknown, ...expected: unknown[]) => Verdict)(value, ...expected);
        const undecided = verdict.undecided ?? (isNot ? openWindow(name, value) : undefined);
        if (undecided !== undefined || verdict.pass === isNot)
          throw assertionFailure(
            { ...verdict, ...(undecided !== undefined && { undecided }) },
            isNot,
            assertion,
          );
      };
      return [name, assertion];
    }),
  );
}
