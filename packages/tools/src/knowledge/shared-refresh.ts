import type { KnowledgeIndex, SkippedFile } from './knowledge-index.ts';

export interface SharedRefreshOptions {
  readonly index: KnowledgeIndex;
  /** How old the index may be, in milliseconds. */
  readonly refreshMs: number;
  /** Is told what was left out. */
  readonly report: (skipped: readonly SkippedFile[]) => void;
}

/** Keeps the index fresh: calls that come together share one look at the folder, which stops when the last of them is aborted. */
export class SharedRefresh {
  readonly #options: SharedRefreshOptions;
  readonly #waiting = new Set<object>();
  #running: Promise<void> | undefined;
  #freshUntilMs = Number.NEGATIVE_INFINITY;

  constructor(options: SharedRefreshOptions) {
    this.#options = options;
  }

  /** Resolves when the index is fresh, or the signal is aborted. */
  async refresh(nowMs: number, signal?: AbortSignal): Promise<void> {
    const call = {};
    const leave = () => void this.#waiting.delete(call);
    signal?.addEventListener('abort', leave, { once: true });
    this.#waiting.add(call);
    try {
      // a look that others have given up leaves the rest to this one
      while (nowMs >= this.#freshUntilMs && signal?.aborted !== true) {
        this.#running ??= this.#look(nowMs).finally(() => (this.#running = undefined));
        await this.#running;
      }
    } finally {
      leave();
      signal?.removeEventListener('abort', leave);
    }
  }

  async #look(nowMs: number): Promise<void> {
    const { index, refreshMs, report } = this.#options;
    const skipped = await index.refresh(() => this.#waiting.size > 0);
    if (!skipped) return;
    report(skipped);
    this.#freshUntilMs = nowMs + refreshMs;
  }
}
