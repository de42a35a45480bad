/** Collects rejections that nobody handled, while it is in use. Those of other tests in the same moment are seen too. */
export class RejectionWatch {
  readonly rejections: unknown[] = [];
  readonly #note = (reason: unknown): void => void this.rejections.push(reason);

  constructor() {
    process.on('unhandledRejection', this.#note);
  }

  [Symbol.dispose](): void {
    process.off('unhandledRejection', this.#note);
  }
}
