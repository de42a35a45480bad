import type { Clock, Session } from '@duologue/core';
import { NotedClock } from '../clock/noted-clock.ts';
import type { PendingTimer } from '../clock/pending-timer.ts';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { afterThisTurn } from '../clock/wall-clock.ts';
import { Watchdog } from '../clock/watchdog.ts';
import type { Conversation } from '../conversation/conversation.ts';
import { ScenarioFailure } from '../diagnostics/scenario-failure.ts';
import type { FailureFacts } from '../engine/failure.ts';
import { show } from '../match/show.ts';

/** What is looked at when a replay is over. */
export type ReplayCheck = (typeof replayChecks)[number];

export const replayChecks = ['complete', 'closed', 'timers', 'handles', 'rejections'] as const;

export type ReplayFacts = Omit<FailureFacts, 'notReached'> & Partial<FailureFacts>;

export interface ReplayEnd {
  /** Undefined where the test never asked for a server. */
  readonly conversations: readonly Conversation[] | undefined;
  /** Undefined where the test never asked for a session. */
  readonly session: Session | undefined;
  readonly clock: Clock;
  /** What was rejected during the replay and caught by nobody. */
  readonly rejections: readonly unknown[];
  readonly unchecked: ReadonlySet<ReplayCheck>;
  readonly explain: (facts: ReplayFacts) => Error;
}

/** How long somebody may hold the clock, or a timer of real time may be left, once the conversation is over, in milliseconds by the wall. */
const holdPatienceMs = 500;

/**
 * What a replay leaves behind when its test is over: a complete script, a closed connection, no timers, nothing unhandled.
 * @throws ScenarioFailure for whatever is not so
 */
export async function checkReplay(end: ReplayEnd): Promise<void> {
  const { conversations, clock, unchecked, explain } = end;
  const isSettled = await settle(clock);
  for (const { failure } of conversations ?? []) if (failure) throw failure;
  if (conversations && !unchecked.has('complete')) checkComplete(conversations, end);
  if (!unchecked.has('closed')) checkClosed(end);
  if (!isSettled && clock instanceof VirtualClock && !unchecked.has('handles')) {
    throw explain({
      code: 'handles_left',
      cause: `The conversation is over, and time is still held (by ${clock.holders.length}).`,
      hints: clock.holders.map((name) => `held by ${name}`),
    });
  }
  const pending = unchecked.has('timers') ? [] : await timersOf(clock);
  if (pending.length > 0) {
    throw explain({
      code: 'timers_left',
      cause: `The conversation is over, and timers are still set (${pending.length}).`,
      hints: pending.map(({ kind, inMs, callback }) => `${kind} in ${inMs} ms: ${callback}`),
    });
  }
  const [rejection] = end.rejections;
  if (rejection === undefined || unchecked.has('rejections')) return;
  throw explain({
    code: 'unhandled_rejection',
    cause: `A promise was rejected and nobody handled it: ${rejection instanceof Error ? rejection.message : show(rejection)}`,
  });
}

/** The failure of the script tells more than what the test made of its consequences. */
export function betterError(conversations: readonly Conversation[], error: unknown): unknown {
  const failure = conversations.find((conversation) => conversation.failure)?.failure;
  if (!failure || error instanceof ScenarioFailure) return error;
  failure.cause ??= error;
  return failure;
}

/** Waits until nothing more can happen in this instant. Returns false where somebody holds the clock all the time. */
async function settle(clock: Clock): Promise<boolean> {
  if (!(clock instanceof VirtualClock)) {
    await new Promise<void>(afterThisTurn);
    return true;
  }
  return new Promise<boolean>((resolve) => {
    const watchdog = new Watchdog(holdPatienceMs, () => resolve(false));
    watchdog.watch();
    void clock.settled().then(() => {
      watchdog.rest();
      resolve(true);
    });
  });
}

/** The timers that are left. In real time those that are about to fire get the time for it. */
async function timersOf(clock: Clock): Promise<readonly PendingTimer[]> {
  if (clock instanceof NotedClock) {
    const untilMs = clock.now() + holdPatienceMs;
    const isEnding = ({ kind, inMs }: PendingTimer) => kind === 'timeout' && clock.now() + inMs < untilMs;
    while (clock.pending.some(isEnding) && clock.now() < untilMs) await new Promise<void>(afterThisTurn);
    return clock.pending;
  }
  return clock instanceof VirtualClock ? clock.pending : [];
}

function checkComplete(conversations: readonly Conversation[], { session, explain }: ReplayEnd): void {
  const last = conversations.at(-1);
  if (last && !last.isComplete) throw last.unfinished();
  if (last) return;
  throw explain({
    code: 'never_connected',
    stepIndex: 0,
    cause: 'The test is over, and nobody has connected to the scripted server.',
    hints: session
      ? [
          'Spread the options that createSession gets into `new Session({ ...options })`.',
          'Start the session in the test: `await session.run()`, or `await session.start()`.',
        ]
      : ['Connect a client to the address in `server.url`, or ask for `session`.'],
  });
}

function checkClosed({ conversations = [], session, explain }: ReplayEnd): void {
  // a start that failed leaves an idle session behind
  if (session && session.state !== 'ended' && session.state !== 'idle') {
    throw explain({
      code: 'not_closed',
      cause: `The test is over, and the session is still ${session.state}.`,
      hints: ['Wait for its end with `await session.ended`, or end it with `await session.end()`.'],
    });
  }
  const open = conversations.find(({ isOpen }) => isOpen);
  if (!open) return;
  throw open.explain({
    code: 'not_closed',
    cause: `The test is over, and the connection of ${open.id} is still open.`,
    hints: ['Close the client in the test, and wait until it is closed.'],
  });
}
