import { expect, Snapshots, type MatcherState } from 'vitest';
import * as matchers from '../matchers/trace-matchers.ts';
import type { Traced, Verdict } from '../matchers/trace-matchers.ts';
import { canonicalTrace } from '../trace/canonical-trace.ts';
import type { TraceAssertions } from './trace-assertions.ts';

declare module 'vitest' {
  // oxlint-disable-next-line typescript/no-unused-vars -- a merged interface repeats the parameters of the first
  interface Matchers<T> extends TraceAssertions {}
}

interface Outcome {
  readonly pass: boolean;
  readonly message: () => string;
}

const { toMatchTrace, ...plain } = matchers;

expect.extend({
  ...Object.fromEntries(
    Object.entries(plain).map(([name, matcher]) => [name, outcomeOf(matcher as Matcher)]),
  ),
  toMatchTrace(this: MatcherState, received: Traced, expected?: Traced): Outcome {
    if (expected) return outcomeOf(toMatchTrace as Matcher).call(this, received, expected);
    return Snapshots.toMatchSnapshot.call(this, canonicalTrace(received.entries));
  },
});

type Matcher = (received: Traced, ...expected: unknown[]) => Verdict;

function outcomeOf(
  matcher: Matcher,
): (this: MatcherState, received: Traced, ...expected: unknown[]) => Outcome {
  return function (received, ...expected) {
    if (!Array.isArray((received as Partial<Traced> | undefined)?.entries)) {
      return {
        pass: this.isNot,
        message: () => 'This matcher looks at a trace: give it the `trace` of a replay, or a TraceRecorder.',
      };
    }
    const { pass, wanted, found } = matcher(received, ...expected);
    return { pass, message: () => `Expected ${this.isNot ? 'not ' : ''}${wanted}\nFound: ${found}` };
  };
}
