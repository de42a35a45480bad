import { expect, Snapshots, type MatcherState } from 'vitest';
import * as audio from '../matchers/audio-matchers.ts';
import { toBeQuiescent, toHavePlayed, toHaveReconnected } from '../matchers/call-matchers.ts';
import * as messages from '../matchers/message-matchers.ts';
import { openWindow } from '../matchers/open-window.ts';
import * as traces from '../matchers/trace-matchers.ts';
import type { Traced } from '../matchers/trace-matchers.ts';
import { verdictMessage, type Verdict } from '../matchers/verdict.ts';
import { canonicalTrace } from '../trace/canonical-trace.ts';
import type { AudioAssertions } from './audio-assertions.ts';
import type { ClockAssertions } from './clock-assertions.ts';
import type { TraceAssertions } from './trace-assertions.ts';

declare module 'vitest' {
  // oxlint-disable-next-line typescript/no-unused-vars -- a merged interface repeats the parameters of the first
  interface Matchers<T> extends TraceAssertions, AudioAssertions, ClockAssertions {}
  /** For `expect.not`: the matchers inside other values. */
  interface AsymmetricMatchersContaining extends TraceAssertions, AudioAssertions, ClockAssertions {}
}

interface Outcome {
  readonly pass: boolean;
  readonly message: () => string;
}

type Matcher = (received: unknown, ...expected: unknown[]) => Verdict;
type VitestMatcher = (this: MatcherState, received: unknown, ...expected: unknown[]) => Outcome;

const isTraced = (value: object) => 'entries' in value && Array.isArray(value.entries);
const isClock = (value: object) => 'pending' in value && 'holders' in value;
const isSound = (value: object) => 'samples' in value && value.samples instanceof Int16Array;

expect.extend({
  ...forVitest(audio, isSound, 'This matcher listens to audio: give it { samples, sampleRateHz }.'),
  ...forVitest(
    { ...traces, ...messages, toHavePlayed, toHaveReconnected },
    isTraced,
    'This matcher looks at a trace: give it the `trace` of a replay, or a TraceRecorder.',
  ),
  ...forVitest({ toBeQuiescent }, isClock, 'This matcher looks at a clock: give it a VirtualClock.'),
});

const againstTrace = forVitest(
  { toMatchTrace: traces.toMatchTrace },
  isTraced,
  'A trace can be compared only with a trace.',
);

expect.extend({
  /** Without another trace, the snapshot that was taken before is the other one. */
  toMatchTrace(this: MatcherState, received: Traced, expected?: Traced): Outcome {
    if (expected === undefined) return Snapshots.toMatchSnapshot.call(this, canonicalTrace(received.entries));
    return (againstTrace.toMatchTrace as VitestMatcher).call(this, received, expected);
  },
});

function forVitest(
  matchers: object,
  isFor: (value: object) => boolean,
  otherwise: string,
): Record<string, VitestMatcher> {
  return Object.fromEntries(
    Object.entries(matchers).map(([name, matcher]): [string, VitestMatcher] => [
      name,
      function (received, ...expected) {
        const fits = typeof received === 'object' && received !== null && isFor(received);
        // wrong use fails with and without `.not`
        if (!fits) return { pass: this.isNot, message: () => otherwise };
        const verdict = (matcher as Matcher)(received, ...expected);
        const undecided = verdict.undecided ?? (this.isNot ? openWindow(name, received) : undefined);
        if (undecided !== undefined) return { pass: this.isNot, message: () => undecided };
        return { pass: verdict.pass, message: () => verdictMessage(verdict, this.isNot) };
      },
    ]),
  );
}
