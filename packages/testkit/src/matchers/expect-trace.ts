import type { Expected } from '../match/differences.ts';
import { showEvent } from '../trace/show-event.ts';
import { eventsIn, type TraceEvent, type TraceEventKind } from '../trace/trace-events.ts';
import { assertionFailure, type AssertionFailure } from './assertion-failure.ts';
import { callWanted, EventAssertion, isCallOf } from './event-assertion.ts';
import { callIsOn } from './open-window.ts';
import type { Traced } from './trace-matchers.ts';

/**
 * Goes through what was said and done in a conversation, one event after the other: what the agent said, what it got from
 * the user, tool calls and their results, interruptions and the close. Everything else in the trace is no event. The events
 * are those that the trace has now: ask when the conversation is over.
 * @example
 * const call = expectTrace(trace);
 * call.nextEvent().isUserMessage('Book a table.');
 * call.nextEvent().isToolCall('book_table', { party: 4 });
 * call.skipNextEventIf('toolResult');
 * call.nextEvent().isAgentResponse(/booked/);
 * call.nextEvent().isClosed();
 * call.noMoreEvents();
 */
export function expectTrace({ entries, isOpen = false }: Traced): TraceCursor {
  return new TraceCursor(eventsIn(entries), isOpen);
}

/** A place in the events of a conversation. Every failure throws an `AssertionFailure`. */
export class TraceCursor {
  readonly #events: readonly TraceEvent[];
  readonly #isOpen: boolean;
  #taken = 0;

  constructor(events: readonly TraceEvent[], isOpen: boolean) {
    this.#events = events;
    this.#isOpen = isOpen;
  }

  /** Goes on to the next event, whatever it is. Throws where there is none. */
  nextEvent(): EventAssertion<TraceCursor> {
    const event = this.#events[this.#taken];
    if (!event) throw this.#failure('one more event', this.#end(), 'nextEvent');
    this.#taken += 1;
    return new EventAssertion(this, event, this.#here());
  }

  /** Goes past the next event where it is of one of these kinds; otherwise stays. */
  skipNextEventIf(...kinds: readonly TraceEventKind[]): this {
    const next = this.#events[this.#taken];
    if (next && kinds.includes(next.kind)) this.#taken += 1;
    return this;
  }

  /** The tool is called in one of the events still to come, wherever; the cursor stays. What `parameters` does not name may be anything. */
  containsToolCall(name: string, parameters?: Expected): this {
    const calls = this.#events
      .map((event, index) => ({ event, index }))
      .filter(({ event, index }) => index >= this.#taken && event.kind === 'toolCall');
    if (calls.some(({ event }) => isCallOf(event, name, parameters))) return this;
    throw this.#failure(
      `${callWanted(name, parameters)} after ${this.#here()}`,
      calls.map(({ index }) => `\n  ${this.#place(index)}`).join('') || 'no calls',
      'containsToolCall',
    );
  }

  /** Nothing more was said or done. The call has to be over: until then more may come. */
  noMoreEvents(): void {
    const rest = this.#events.slice(this.#taken);
    if (rest.length === 0 && !this.#isOpen) return;
    const found = rest.map((_, index) => `\n  ${this.#place(this.#taken + index)}`).join('');
    throw this.#failure(`no more events after ${this.#here()}`, found || callIsOn, 'noMoreEvents');
  }

  #here(): string {
    return this.#taken === 0
      ? `the beginning (of ${this.#events.length} events)`
      : this.#place(this.#taken - 1);
  }

  #end(): string {
    return this.#events.length === 0 ? 'no events' : `the end, after ${this.#here()}`;
  }

  #place(index: number): string {
    const event = this.#events[index];
    return `event ${index + 1} of ${this.#events.length}, at ${Math.round(event?.t ?? 0)} ms: ${event && showEvent(event)}`;
  }

  #failure(wanted: string, found: string, name: keyof this & string): AssertionFailure {
    return assertionFailure(
      { pass: false, wanted, found },
      false,
      Reflect.get(this as object, name) as () => void,
    );
  }
}
