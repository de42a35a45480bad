/**
 * Lets one piece of work through at a time. Work that comes up while another runs, such as `end()` called in a tap,
 * is done right after it, in order: so a frame is always handled to its end, and its effects follow it.
 */
export class Turnstile {
  #busy = false;
  readonly #waiting: (() => void)[] = [];

  pass(work: () => void): void {
    if (this.#busy) {
      this.#waiting.push(work);
      return;
    }
    this.#busy = true;
    try {
      work();
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) next();
    } finally {
      this.#busy = false;
      // only a defect of our own throws here; what waits must not be lost with it
      if (this.#waiting.length > 0) queueMicrotask(() => this.pass(() => {}));
    }
  }
}
