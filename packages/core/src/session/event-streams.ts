import { DuologueError } from '../errors.ts';
import type { HookTable } from './create-hooks.ts';
import { EventStream, type SessionEvent } from './event-stream.ts';
import type { TapOptions } from './taps.ts';

/** The event streams of one session. Nothing is tapped before the first is opened. */
export class EventStreams {
  readonly #table: HookTable;
  readonly #limit: number;
  readonly #open = new Set<EventStream>();
  #tapped = false;

  constructor(table: HookTable, limit: number) {
    this.#table = table;
    this.#limit = limit;
  }

  /** A stream of what happens from now to the end of the conversation. */
  open(): EventStream {
    if (!this.#tapped) this.#tap();
    const stream: EventStream = new EventStream(this.#limit, {
      dropped: () => this.#table.report({ error: overflow(this.#limit) }),
      left: () => this.#open.delete(stream),
    });
    this.#open.add(stream);
    return stream;
  }

  #tap(): void {
    this.#tapped = true;
    const options: TapOptions = { name: 'session.events', stage: 'observe' };
    const { hooks } = this.#table;
    hooks.messageReceived.tap(options, (message) => this.#push({ type: 'message', message }));
    hooks.transcriptChanged.tap(options, (entry) => this.#push({ type: 'transcript', entry }));
    hooks.interrupted.tap(options, (interruption) => this.#push({ type: 'interrupted', interruption }));
    hooks.toolFinished.tap(options, (finish) => this.#push({ type: 'tool', finish }));
    // not as a tap: who only reads along deals with no problem, so that warnings go on
    this.#table.observeProblems((problem) => this.#push({ type: 'problem', problem }));
    hooks.turnCompleted.tap(options, (metrics) => this.#push({ type: 'turn', metrics }));
    hooks.ended.tap(options, (end) => this.#push({ type: 'ended', end }));
    hooks.stateChanged.tap(options, (change) => {
      this.#push({ type: 'state', change });
      // a failed start tells no end
      if (change.state === 'idle') this.close();
    });
    hooks.ended.tap({ ...options, name: 'session.events/close' }, () => this.close());
  }

  #push(event: SessionEvent): void {
    for (const stream of this.#open) stream.push(event);
  }

  /** Ends every stream; what waits in it can still be read. */
  close(): void {
    for (const stream of this.#open) stream.close();
    this.#open.clear();
  }
}

function overflow(limit: number): DuologueError {
  const text = `More than ${limit} events waited in session.events(); the oldest were dropped. Read faster, or raise limits.events.`;
  return new DuologueError('OVERFLOW', text, { details: { limit } });
}
