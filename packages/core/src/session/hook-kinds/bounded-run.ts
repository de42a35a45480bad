import type { Clock, Timer } from '../../clock.ts';

/** How long a session waits for taps. */
export interface TapBounds {
  /** For each tap, on the session's clock. */
  readonly timeoutMs: number;
  /** Ends the whole call: the running tap is left behind, and no other is begun. */
  readonly signal?: AbortSignal | undefined;
}

/** How the run of one tap ended. */
export type TapOutcome =
  | { readonly how: 'returned'; readonly value: unknown }
  | { readonly how: 'failed'; readonly thrown: unknown }
  | { readonly how: 'timed out' }
  | { readonly how: 'aborted' };

export type Settle = (outcome: TapOutcome) => void;

/**
 * Waits for what `begin` starts, for the timeout or for the signal, whichever is first. What comes later is not
 * heard, but for a failure after a return: that goes to `onLateFailure`. Never rejects; `begin` must not throw.
 */
export function boundedRun(
  begin: (settle: Settle) => void,
  { timeoutMs, signal }: TapBounds,
  clock: Clock,
  onLateFailure: (thrown: unknown) => void,
): Promise<TapOutcome> {
  if (signal?.aborted === true) return Promise.resolve({ how: 'aborted' });
  return new Promise((resolve) => {
    let timer: Timer | undefined;
    let first: TapOutcome | undefined;
    const settle: Settle = (outcome) => {
      if (first === undefined) {
        first = outcome;
        timer?.cancel();
        signal?.removeEventListener('abort', onAbort);
        resolve(outcome);
      } else if (first.how === 'returned' && outcome.how === 'failed') {
        onLateFailure(outcome.thrown);
      }
    };
    const onAbort = () => settle({ how: 'aborted' });

    // Before `begin`, which may abort.
    signal?.addEventListener('abort', onAbort);
    begin(settle);
    // What is over needs no timer.
    if (first === undefined) timer = clock.setTimeout(() => settle({ how: 'timed out' }), timeoutMs);
  });
}
