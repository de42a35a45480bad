import type { Clock } from '../clock.ts';
import type { Playout } from '../audio/playout.ts';

/** The longest goodbye, in milliseconds. */
const longestMs = 30_000;

/** How often to look, in milliseconds. */
const lookMs = 20;

/**
 * Waits until the agent is heard to the end: nothing waits in playout, and for `quietMs()` nothing has come. At most 30 s.
 */
export async function hearOut(
  playout: Playout,
  clock: Clock,
  quietMs: () => number,
  signal: AbortSignal,
): Promise<void> {
  const deadlineMs = clock.now() + longestMs;
  let quietSinceMs = clock.now();
  while (!signal.aborted && clock.now() < deadlineMs) {
    if (playout.busy) quietSinceMs = clock.now();
    else if (clock.now() - quietSinceMs >= quietMs()) return;
    await clock.sleep(lookMs, signal).catch(() => {});
  }
}
