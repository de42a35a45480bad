import { asDuologueError, DuologueError } from '../errors.ts';

/** What is cleaned up when a session is disposed of, which happens once. */
export class Disposal {
  readonly #abort = new AbortController();
  readonly #report: (error: DuologueError) => void;
  readonly #cleaners: (() => void)[] = [];

  constructor(report: (error: DuologueError) => void) {
    this.#report = report;
  }

  /** Aborted when the session is disposed of. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  add(clean: () => void): void {
    this.#cleaners.push(clean);
  }

  /** Remembers what is registered at this moment. The function that it returns cleans up what came later. */
  mark(): () => void {
    const count = this.#cleaners.length;
    return () => this.#clean(count);
  }

  dispose(): void {
    if (this.signal.aborted) return;
    this.#abort.abort(new DuologueError('INVALID_STATE', 'The session was disposed of. Make a new one.'));
    this.#clean(0);
  }

  #clean(from: number): void {
    for (const clean of this.#cleaners.splice(from)) {
      try {
        clean();
      } catch (error) {
        this.#report(asDuologueError(error, 'PLUGIN_FAILED', 'A plugin failed while cleaning up'));
      }
    }
  }
}
