/** Lets `places` holders in at a time, first come first served. */
export class Semaphore {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(places: number) {
    this.#free = places;
  }

  /** Resolves with the function that gives the place back. An aborted wait resolves with one that does nothing. */
  async enter(signal: AbortSignal): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1;
    else if (!(await this.#wait(signal))) return () => {};
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const [next] = this.#waiting;
      if (next) next();
      else this.#free += 1;
    };
  }

  #wait(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const admit = () => {
        this.#waiting.delete(admit);
        signal.removeEventListener('abort', giveUp);
        resolve(true);
      };
      const giveUp = () => {
        this.#waiting.delete(admit);
        resolve(false);
      };
      if (signal.aborted) return resolve(false);
      this.#waiting.add(admit);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }
}
