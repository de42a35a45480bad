/** A timer that has not fired yet. */
export interface QueuedTimer {
  /** When it fires, in milliseconds of virtual time. */
  dueMs: number;
  /** Grows with each timer that is queued: of two that are due together, the one that was set first fires first. */
  order: number;
  /** The period, where it repeats. */
  readonly everyMs: number | undefined;
  readonly callback: () => void;
  /** True where nobody can cancel it, so that it says nothing about a leak when it is left over. */
  readonly background: boolean;
  cancelled: boolean;
}

/** Timers by the time at which they are due, and first in, first out among those that are due together. */
export class TimerQueue {
  readonly #heap: QueuedTimer[] = [];
  #order = 0;
  #cancelled = 0;

  /** The timers that wait, in the order in which they will fire. */
  get waiting(): readonly QueuedTimer[] {
    return this.#heap.filter((timer) => !timer.cancelled).toSorted((a, b) => (isBefore(a, b) ? -1 : 1));
  }

  add(timer: Omit<QueuedTimer, 'order' | 'cancelled'>): QueuedTimer {
    const queued: QueuedTimer = { ...timer, order: this.#order++, cancelled: false };
    this.#push(queued);
    return queued;
  }

  /** Puts a repeating timer back for its next period, behind the others that are due then. */
  repeat(timer: QueuedTimer, everyMs: number): void {
    timer.dueMs += everyMs;
    timer.order = this.#order++;
    this.#push(timer);
  }

  cancel(timer: QueuedTimer): void {
    if (timer.cancelled) return;
    timer.cancelled = true;
    this.#cancelled += 1;
    // timeouts are mostly cancelled: without this, a long call would collect them until they are due
    if (this.#cancelled > 64 && this.#cancelled * 2 > this.#heap.length) this.#sweep();
  }

  /** The next timer to fire, which stays in the queue. */
  peek(): QueuedTimer | undefined {
    while (this.#heap[0]?.cancelled) {
      this.#pop();
      this.#cancelled -= 1;
    }
    return this.#heap[0];
  }

  /** Takes the next timer to fire out of the queue. */
  take(): QueuedTimer | undefined {
    return this.peek() && this.#pop();
  }

  clear(): void {
    for (const timer of this.#heap) timer.cancelled = true;
    this.#heap.length = 0;
    this.#cancelled = 0;
  }

  #sweep(): void {
    const kept = this.#heap.filter((timer) => !timer.cancelled);
    this.#heap.length = 0;
    this.#cancelled = 0;
    for (const timer of kept) this.#push(timer);
  }

  #push(timer: QueuedTimer): void {
    const heap = this.#heap;
    let index = heap.length;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (!parent || !isBefore(timer, parent)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = timer;
  }

  #pop(): QueuedTimer | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!last || last === first) return first;
    let index = 0;
    for (;;) {
      let below = 2 * index + 1;
      let child = heap[below];
      if (!child) break;
      const sibling = heap[below + 1];
      if (sibling && isBefore(sibling, child)) {
        child = sibling;
        below += 1;
      }
      if (!isBefore(child, last)) break;
      heap[index] = child;
      index = below;
    }
    heap[index] = last;
    return first;
  }
}

function isBefore(a: QueuedTimer, b: QueuedTimer): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}
