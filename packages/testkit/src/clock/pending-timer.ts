import type { QueuedTimer } from './timer-queue.ts';

/** A timer that waits. */
export interface PendingTimer {
  readonly kind: 'timeout' | 'interval';
  readonly inMs: number;
  /** The function that it calls: its name, or else its first line. */
  readonly callback: string;
}

/** What is known of a timer that has not fired yet. */
export type WaitingTimer = Pick<QueuedTimer, 'dueMs' | 'everyMs' | 'callback' | 'background'>;

/** Of the timers that wait, those that somebody can cancel. */
export function pendingTimers(waiting: readonly WaitingTimer[], nowMs: number): PendingTimer[] {
  return waiting
    .filter(({ background }) => !background)
    .map(({ dueMs, everyMs, callback }) => ({
      kind: everyMs === undefined ? 'timeout' : 'interval',
      inMs: dueMs - nowMs,
      callback: callback.name === '' ? firstLineOf(callback) : `${callback.name}()`,
    }));
}

function firstLineOf(callback: () => void): string {
  const [line = ''] = callback.toString().split('\n', 1);
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
