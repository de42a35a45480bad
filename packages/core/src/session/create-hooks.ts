import type { AudioChunk } from '../audio/audio-chunk.ts';
import type { Clock } from '../clock.ts';
import type { ClientMessage } from '../protocol/client-messages.ts';
import type { Problem } from './facts.ts';
import { Fact } from './hook-kinds/fact.ts';
import type { HookSurroundings } from './hook-kinds/guarded-tap.ts';
import { KeyedFact } from './hook-kinds/keyed-fact.ts';
import { ProblemChannel, type Warn } from './hook-kinds/problem-channel.ts';
import { Question } from './hook-kinds/question.ts';
import { Step } from './hook-kinds/step.ts';
import { Stream, type StreamRules } from './hook-kinds/stream.ts';
import { TapTimings, type TapTiming } from './hook-kinds/tap-timings.ts';
import type { Hooks } from './hooks.ts';
import { whySessionsOwn } from './own-messages.ts';
import type { FactHook, KeyedFactHook, QuestionHook, StepHook, StreamHook } from './taps.ts';

/** The hooks as the session sees them: what others may tap, the session may call. */
export type SessionHooks = { readonly [Name in keyof Hooks]: SessionSide<Hooks[Name]> };

type SessionSide<Hook> =
  Hook extends KeyedFactHook<infer T, infer Values>
    ? KeyedFact<T, Values>
    : Hook extends FactHook<infer T>
      ? Fact<T>
      : Hook extends StreamHook<infer T>
        ? Stream<T>
        : Hook extends QuestionHook<infer Q, infer A>
          ? Question<Q, A>
          : Hook extends StepHook<infer T>
            ? Step<T>
            : never;

export interface HookTableOptions {
  /** Measures taps and ends those that take too long. */
  readonly clock: Clock;
  /** Says what no tap of `problemOccurred` hears; default `process.emitWarning`, where there is one. */
  readonly warn?: Warn;
}

/** The hooks of one session, and what the session learns from them. */
export interface HookTable {
  /** Frozen; given to plugins as {@link Hooks}. */
  readonly hooks: SessionHooks;
  /** Tells `problemOccurred`, or warns once a code where nobody taps it. Never throws. */
  readonly report: (problem: Problem) => void;
  /** Passes every problem on, and leaves the warnings to those who deal with none. */
  readonly observeProblems: (observer: (problem: Problem) => void) => void;
  /** The synchronous time of each plugin in each hook so far. */
  readonly timings: () => readonly TapTiming[];
  /** Remembers the taps of this moment. The function that it returns takes those that came later away again. */
  readonly mark: () => () => void;
}

/** Makes the hooks of one session. They hold nothing until they are tapped. */
export function createHooks({ clock, warn }: HookTableOptions): HookTable {
  const timings = new TapTimings();
  const problems = new ProblemChannel({ clock, timings }, warn);
  const shared: HookSurroundings = { clock, timings, report: problems.report };
  const fact = <T>(name: keyof Hooks): Fact<T> => new Fact(name, shared);

  const hooks: SessionHooks = {
    beforeConnect: new Step('beforeConnect', { rejectsWith: 'BEFORE_CONNECT_FAILED' }, shared),
    connected: fact('connected'),
    stateChanged: fact('stateChanged'),
    recoverConnection: new Question(
      'recoverConnection',
      { accepts: isRequest, expected: 'a connection request' },
      shared,
    ),
    beforeEnd: new Step('beforeEnd', {}, shared),
    ended: fact('ended'),
    problemOccurred: problems.hook,

    messageReceived: new KeyedFact('messageReceived', ({ type }) => type, shared),
    frameSkipped: fact('frameSkipped'),
    outgoingMessage: new Stream(
      'outgoingMessage',
      { accepts: isMessage, expected: 'a message that apps may send' },
      shared,
    ),
    messageSent: fact('messageSent'),
    transcriptChanged: fact('transcriptChanged'),
    turnCompleted: fact('turnCompleted'),

    userAudio: new Stream('userAudio', audioRules, shared),
    agentAudio: new Stream('agentAudio', audioRules, shared),
    agentAudioPlayed: fact('agentAudioPlayed'),
    audioDropped: fact('audioDropped'),
    agentStartedSpeaking: fact('agentStartedSpeaking'),
    agentStoppedSpeaking: fact('agentStoppedSpeaking'),

    answerToolCall: new Question(
      'answerToolCall',
      { accepts: isAnswer, expected: 'an object with a result' },
      shared,
    ),
    // A denier that crashed must not become a yes.
    approveToolCall: new Question(
      'approveToolCall',
      { accepts: isBoolean, expected: 'true or false', answerOfFailure: false },
      shared,
    ),
    toolFinished: fact('toolFinished'),

    interrupted: fact('interrupted'),
    interruptionSettled: fact('interruptionSettled'),
  };
  return {
    hooks: Object.freeze(hooks),
    report: problems.report,
    observeProblems: (observer) => problems.observe(observer),
    timings: () => timings.snapshot(),
    mark() {
      const marks = [...Object.values(hooks), timings].map((tapped) => tapped.mark());
      return () => {
        for (const takeAway of marks) takeAway();
      };
    },
  };
}

const audioRules: StreamRules<AudioChunk> = {
  accepts: (value, { sampleRateHz }) =>
    isObject(value) && value['samples'] instanceof Int16Array && value['sampleRateHz'] === sampleRateHz,
  expected: 'an AudioChunk with Int16Array samples at an unchanged rate',
};

const isMessage = (value: unknown): boolean =>
  isObject(value) &&
  typeof value['type'] === 'string' &&
  whySessionsOwn(value as unknown as ClientMessage) === undefined;
const isRequest = (value: unknown): boolean => isObject(value) && typeof value['url'] === 'string';
const isAnswer = (value: unknown): boolean => isObject(value) && 'result' in value;
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
