/** Tells the process that has started this one, and waits until it is told: an exit would lose it. */
export function report(message: object): Promise<void> {
  return new Promise((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
}
