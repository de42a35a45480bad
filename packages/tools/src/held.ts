import type { Clock } from '@duologue/core';

/** Waits for the outside world while virtual time stands still: what `ToolContext.io` does, for the set-up of a pack. */
export async function held<T>(clock: Clock, work: Promise<T>): Promise<T> {
  const release = clock.hold();
  try {
    return await work;
  } finally {
    release();
  }
}
