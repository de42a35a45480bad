import { isPlainObject } from '../match/show.ts';
import type { WireMessage } from '../messages/wire-message.ts';
import type { TraceEntry } from './trace-entry.ts';

/** How often the rule "one pong for each ping" was broken. How many pings there were does not matter. */
export interface BrokenPings {
  /** Pings without a pong, although another control message of the service followed. */
  readonly unanswered: number;
  /** Pongs without a ping, or second ones. */
  readonly unasked: number;
}

export function brokenPings(entries: readonly TraceEntry[]): BrokenPings {
  const open = new Map<unknown, { overtaken: boolean }>();
  let unasked = 0;
  for (const { lane, dir, data } of entries) {
    if (lane === 'keepalive' && dir === 'down') open.set(pingId(data), { overtaken: false });
    else if (lane === 'keepalive' && !open.delete((data as WireMessage).event_id)) unasked += 1;
    else if (lane === 'control' && dir === 'down') for (const ping of open.values()) ping.overtaken = true;
  }
  return { unanswered: [...open.values()].filter(({ overtaken }) => overtaken).length, unasked };
}

function pingId(message: unknown): unknown {
  const event = isPlainObject(message) ? message.ping_event : undefined;
  return isPlainObject(event) ? event.event_id : undefined;
}
