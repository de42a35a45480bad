import type { Clock, Session } from '@duologue/core';
import { VirtualClock } from '../clock/virtual-clock.ts';
import type { Conversation } from '../conversation/conversation.ts';
import { ScenarioFailure } from '../diagnostics/scenario-failure.ts';
import { show } from '../match/show.ts';

export interface ReplayEnd {
  readonly conversation: Conversation | undefined;
  readonly session: Session;
  readonly clock: Clock;
  /** What was rejected during the replay and caught by nobody. */
  readonly rejections: readonly unknown[];
}

/**
 * What a replay leaves behind when its test is over: a complete script, a closed connection, no timers, nothing unhandled.
 * @throws ScenarioFailure for whatever is not so
 */
export async function checkReplay({ conversation, session, clock, rejections }: ReplayEnd): Promise<void> {
  if (!conversation) {
    throw new Error(
      'The session never connected to the scripted server. Spread the options that createSession gets into new Session(), and start the session in the test.',
    );
  }
  if (clock instanceof VirtualClock) await clock.settled();
  if (conversation.failure) throw conversation.failure;
  if (!conversation.isComplete) throw conversation.unfinished();
  // a start that failed leaves an idle session behind
  if (session.state !== 'ended' && session.state !== 'idle') {
    throw conversation.explain({
      code: 'not_closed',
      cause: `The test is over, and the session is still ${session.state}.`,
      hints: ['Wait for its end with `await session.ended`, or end it with `await session.end()`.'],
    });
  }
  const pending = clock instanceof VirtualClock ? clock.pending : [];
  if (pending.length > 0) {
    throw conversation.explain({
      code: 'timers_left',
      cause: `The conversation is over, and timers are still set (${pending.length}).`,
      hints: pending.map(({ kind, inMs, callback }) => `${kind} in ${inMs} ms: ${callback}`),
    });
  }
  const [rejection] = rejections;
  if (rejection === undefined) return;
  throw conversation.explain({
    code: 'unhandled_rejection',
    cause: `A promise was rejected and nobody handled it: ${rejection instanceof Error ? rejection.message : show(rejection)}`,
  });
}

/** The failure of the script tells more than what the test made of its consequences. */
export function betterError(conversation: Conversation | undefined, error: unknown): unknown {
  const failure = conversation?.failure;
  if (!failure || error instanceof ScenarioFailure) return error;
  failure.cause ??= error;
  return failure;
}
