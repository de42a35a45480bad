import { DuologueError } from '../errors.ts';

/**
 * Lets one piece of work through at a time. Work that comes up while another runs, such as `end()` called in a tap,
 * is done right after it, in order: so a frame is always handled to its end, and its effects follow it.
 * Work that throws, which only a defect of our own does, is reported and holds up nothing.
 */
export class Turnstile {
  #busy = false;
  readonly #waiting: (() => void)[] = [];
  readonly #report: (error: DuologueError) => void;

  constructor(report: (error: DuologueError) => void) {
    this.#report = report;
  }

  pass(work: () => void): void {
    if (this.#busy) {
      this.#waiting.push(work);
      return;
    }
    this.#busy = true;
    this.#run(work);
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) this.#run(next);
    this.#busy = false;
  }

  /** Does pieces of work in order; resolves when the last one is through. */
  passEach(pieces: readonly (() => void)[]): Promise<void> {
    return new Promise((resolve) => {
      for (const work of [...pieces, resolve]) this.pass(work);
    });
  }

  #run(work: () => void): void {
    try {
      work();
    } catch (cause) {
      const text = 'Something in Duologue itself failed; the conversation goes on. Please report it.';
      this.#report(new DuologueError('INTERNAL_ERROR', text, { cause }));
    }
  }
}
