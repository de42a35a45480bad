import type { ServerEvent } from '../protocol/server-events.ts';
import type {
  Interruption,
  Problem,
  SessionEnd,
  StateChange,
  TranscriptEntry,
  TurnMetrics,
} from './facts.ts';
import type { ToolFinish } from '../tools/tool.ts';

/** What `session.events()` gives: the facts of a conversation as one stream. */
export type SessionEvent =
  | { readonly type: 'message'; readonly message: ServerEvent }
  | { readonly type: 'state'; readonly change: StateChange }
  | { readonly type: 'transcript'; readonly entry: TranscriptEntry }
  | { readonly type: 'interrupted'; readonly interruption: Interruption }
  | { readonly type: 'tool'; readonly finish: ToolFinish }
  | { readonly type: 'turn'; readonly metrics: TurnMetrics }
  | { readonly type: 'problem'; readonly problem: Problem }
  | { readonly type: 'ended'; readonly end: SessionEnd };

export interface EventStreamListener {
  /** The first event was lost. */
  readonly dropped: () => void;
  /** The reader has left. */
  readonly left: () => void;
}

/**
 * Events that wait for a reader who takes them one by one. A reader who is too slow loses the oldest; how many is told.
 */
export class EventStream implements AsyncIterableIterator<SessionEvent> {
  readonly #limit: number;
  readonly #on: EventStreamListener;
  readonly #waiting: SessionEvent[] = [];
  readonly #readers: ((result: IteratorResult<SessionEvent>) => void)[] = [];
  #done = false;

  constructor(limit: number, on: EventStreamListener) {
    this.#limit = limit;
    this.#on = on;
  }

  /** Events that were lost, because nobody read them in time. */
  dropped = 0;

  push(event: SessionEvent): void {
    if (this.#done) return;
    const reader = this.#readers.shift();
    if (reader) return reader({ value: event, done: false });
    this.#waiting.push(event);
    if (this.#waiting.length <= this.#limit) return;
    this.#waiting.shift();
    this.dropped += 1;
    if (this.dropped === 1) this.#on.dropped();
  }

  /** What waits can still be read; then the stream ends. */
  close(): void {
    this.#done = true;
    for (const reader of this.#readers.splice(0)) reader({ value: undefined, done: true });
  }

  next(): Promise<IteratorResult<SessionEvent>> {
    const event = this.#waiting.shift();
    if (event) return Promise.resolve({ value: event, done: false });
    if (this.#done) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => this.#readers.push(resolve));
  }

  /** Called when a `for await` is left. */
  return(): Promise<IteratorResult<SessionEvent>> {
    this.#waiting.length = 0;
    this.close();
    this.#on.left();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
