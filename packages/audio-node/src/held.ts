import type { Clock } from '@duologue/core';

/** Does work that waits for the outside world while virtual time stands still. */
export async function held<T>(clock: Clock, work: () => Promise<T>): Promise<T> {
  const letGo = clock.hold();
  try {
    return await work();
  } finally {
    letGo();
  }
}
