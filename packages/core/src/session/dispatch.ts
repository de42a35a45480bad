import type { ServerEvent, ServerEvents } from '../protocol/server-events.ts';

/** What the session does about each type of message; types that are not here only pass the hooks. */
export type Handlers = { readonly [K in keyof ServerEvents]?: (event: ServerEvents[K]) => void };

/** Hands each message to the handler of its type. */
export class Dispatch {
  readonly #handlers: ReadonlyMap<string, (event: ServerEvent) => void>;

  constructor(handlers: Handlers) {
    this.#handlers = new Map(Object.entries(handlers) as [string, (event: ServerEvent) => void][]);
  }

  handle(event: ServerEvent): void {
    this.#handlers.get(event.type)?.(event);
  }
}
