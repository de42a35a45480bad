/**
 * Calls what others have given us. What it throws, and what a promise that it returns rejects with, goes to `report`, and never into the event
 * of a socket or a timer, where it would end the process.
 */
export function contained(call: () => unknown, report: (error: unknown) => void): void {
  try {
    Promise.resolve(call()).catch(report);
  } catch (error) {
    report(error);
  }
}
