/*
 * The computer's own timers, taken when this file is first imported: vitest and others replace the global
 * ones later. Nothing in the testkit orders events by them; they find the end of a turn of the event loop
 * and drive the watchdog.
 */
const realSetImmediate = globalThis.setImmediate;
const realSetTimeout = globalThis.setTimeout;
const realClearTimeout = globalThis.clearTimeout;

/**
 * Calls back when everything that is due in this turn of the event loop has run. Of several, each is called when all
 * microtasks of the one before are done.
 */
export function afterThisTurn(callback: () => void): void {
  realSetImmediate(callback);
}

/** Calls back after `ms` milliseconds by the wall, and keeps the process alive until then. */
export function afterWallMs(callback: () => void, ms: number): { cancel(): void } {
  const handle = realSetTimeout(callback, ms);
  return { cancel: () => realClearTimeout(handle) };
}
