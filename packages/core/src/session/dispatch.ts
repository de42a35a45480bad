import type { ServerEvent, ServerEvents } from '../protocol/server-events.ts';

/** What the session does about each type of message; types that are not here only pass the hooks. */
export type Handlers = { readonly [K in keyof ServerEvents]?: (event: ServerEvents[K]) => void };

/** Hands a message to the handler of its type. */
export function dispatch(event: ServerEvent, handlers: Handlers): void {
  if (!Object.hasOwn(handlers, event.type)) return;
  const handle = handlers[event.type as keyof ServerEvents] as ((event: ServerEvent) => void) | undefined;
  handle?.(event);
}
