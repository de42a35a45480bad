/** Collects rejections that nobody handled, while it is in use. Those of other tests in the same moment are seen too. */
export class RejectionWatch {
  readonly rejections: unknown[] = [];
  readonly #note = (reason: unknown): void => void this.rejections.push(reason);

  constructor() {
    // each replay has one, and nothing is wrong with many replays at once
    const listeners = process.listenerCount('unhandledRejection') + 1;
    const most = process.getMaxListeners();
    if (most > 0 && listeners > most) process.setMaxListeners(listeners);
    process.on('unhandledRejection', this.#note);
  }

  [Symbol.dispose](): void {
    process.off('unhandledRejection', this.#note);
  }
}
