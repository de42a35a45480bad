import type { PendingTimer } from '../clock/pending-timer.ts';
import type { Traced } from './trace-matchers.ts';
import type { Verdict } from './verdict.ts';

/** The session came back so often after it had lost its connection. */
export function toHaveReconnected({ connections = 0 }: Traced, times = 1): Verdict {
  const again = Math.max(0, connections - 1);
  return { pass: again === times, wanted: `${times} new connections`, found: `${again}` };
}

/** So much of the agent's audio was heard in the call, in milliseconds. */
export function toHavePlayed(
  traced: Traced,
  ms: number,
  { toleranceMs = 1 }: { readonly toleranceMs?: number } = {},
): Verdict {
  const playedMs = traced.playedMs ?? playedIn(traced);
  return {
    pass: Math.abs(playedMs - ms) <= toleranceMs,
    wanted: `${ms} ms of the agent, give or take ${toleranceMs} ms`,
    found: `${Math.round(playedMs * 1_000) / 1_000} ms`,
  };
}

/** What a recorder wrote down at the end of each turn. */
function playedIn({ entries }: Traced): number {
  return entries
    .filter(({ lane, type }) => lane === 'session' && type === 'agentStoppedSpeaking')
    .reduce((sum, { data }) => sum + ((data as { readonly playedMs?: number }).playedMs ?? 0), 0);
}

/** A clock of which it can be known whether anything is still to come. */
export interface WatchedClock {
  readonly pending: readonly PendingTimer[];
  readonly holders: readonly string[];
}

/** Nothing is still to come: no timer is set, and nobody holds the clock. */
export function toBeQuiescent({ pending, holders }: WatchedClock): Verdict {
  const timers = pending.map(({ kind, inMs, callback }) => `\n  ${kind} in ${inMs} ms: ${callback}`);
  const holds = holders.map((name) => `\n  held by ${name}`);
  return {
    pass: pending.length === 0 && holders.length === 0,
    wanted: 'a clock with no timers and nobody who holds it',
    found: [...timers, ...holds].join('') || 'none of either',
  };
}
