/** Takes what goes wrong in a source or an output that is no plugin of a session, and so has nobody else to tell. */
export function warnOfTrouble(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
