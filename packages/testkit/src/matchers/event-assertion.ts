import { readResult } from '../engine/named-values.ts';
import type { Expected } from '../match/differences.ts';
import { fits, fitsText } from '../match/fits.ts';
import { show } from '../match/show.ts';
import { spokenNames } from '../trace/show-event.ts';
import type { TraceEvent } from '../trace/trace-events.ts';
import { assertionFailure } from './assertion-failure.ts';

/** What one event has to be. Each gives back the cursor, for the next one. */
export class EventAssertion<Cursor> {
  readonly #cursor: Cursor;
  readonly #event: TraceEvent;
  readonly #found: string;

  constructor(cursor: Cursor, event: TraceEvent, found: string) {
    this.#cursor = cursor;
    this.#event = event;
    this.#found = found;
  }

  /** The agent said it: a part of the turn, or a pattern. */
  isAgentResponse(text?: string | RegExp): Cursor {
    return this.#hasText('agentResponse', text, 'isAgentResponse');
  }

  /** The user wrote it: a part of the message, or a pattern. */
  isUserMessage(text?: string | RegExp): Cursor {
    return this.#hasText('userMessage', text, 'isUserMessage');
  }

  /** The user said it, as the service understood it in the end: a part of it, or a pattern. */
  isUserTranscript(text?: string | RegExp): Cursor {
    return this.#hasText('userTranscript', text, 'isUserTranscript');
  }

  /** The agent called the tool. What `parameters` does not name may be anything. */
  isToolCall(name: string, parameters?: Expected): Cursor {
    return this.#is(isCallOf(this.#event, name, parameters), callWanted(name, parameters), 'isToolCall');
  }

  /** The client answered a call of the tool. An object is compared with the result read as JSON, a string with all of it. */
  isToolResult(name: string, result?: Expected): Cursor {
    const event = this.#event;
    const holds =
      event.kind === 'toolResult' &&
      event.name === name &&
      (fits(result, event.result) || fits(result, readResult(event.result)));
    const wanted = `a result of ${name}${result === undefined ? '' : ` like ${show(result)}`}`;
    return this.#is(holds, wanted, 'isToolResult');
  }

  /** The agent was cut off, by the service or by `session.interrupt()`. */
  isInterruption(): Cursor {
    return this.#is(this.#event.kind === 'interruption', 'an interruption', 'isInterruption');
  }

  /** The connection was closed. */
  isClosed(expected: { readonly code?: number; readonly by?: 'client' | 'server' } = {}): Cursor {
    const holds = this.#event.kind === 'closed' && fits(expected, this.#event.close);
    const wanted = `a close${Object.keys(expected).length > 0 ? ` with ${show(expected)}` : ''}`;
    return this.#is(holds, wanted, 'isClosed');
  }

  #hasText(
    kind: keyof typeof spokenNames,
    text: string | RegExp | undefined,
    name: keyof this & string,
  ): Cursor {
    const event = this.#event;
    const holds = event.kind === kind && (text === undefined || fitsText(text, event.text));
    return this.#is(holds, `${spokenNames[kind]}${text === undefined ? '' : ` with ${show(text)}`}`, name);
  }

  #is(holds: boolean, wanted: string, name: keyof this & string): Cursor {
    if (holds) return this.#cursor;
    throw assertionFailure(
      { pass: false, wanted, found: this.#found },
      false,
      Reflect.get(this as object, name) as () => void,
    );
  }
}

/** Whether an event is a call of this tool. What `parameters` does not name may be anything. */
export function isCallOf(event: TraceEvent, name: string, parameters: Expected): boolean {
  return event.kind === 'toolCall' && event.name === name && fits(parameters, event.parameters);
}

/** What is wanted of a call, for messages. */
export function callWanted(name: string, parameters: Expected): string {
  return `a call of ${name}${parameters === undefined ? '' : ` with ${show(parameters)}`}`;
}
