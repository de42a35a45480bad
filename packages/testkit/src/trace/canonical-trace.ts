import { createHash } from 'node:crypto';
import { isPlainObject } from '../match/show.ts';
import { EventShift } from '../messages/event-shift.ts';
import type { WireMessage } from '../messages/wire-message.ts';
import { barriersOf, type Barriers } from './barriers.ts';
import { BoundIds } from './bound-ids.ts';
import { brokenPings, type BrokenPings } from './ping-rule.ts';
import type { TraceEntry } from './trace-entry.ts';

/** What all traces of the same conversation have in common, on whichever side and however fast they were taken. */
export interface CanonicalTrace {
  readonly version: 1;
  /** Control messages of the service, in order. */
  readonly down: readonly unknown[];
  /** Control messages of the client, in order. */
  readonly up: readonly unknown[];
  /**
   * For each message of `down`, how many of `up` the script had waited for; -1 where it was seen before those.
   * Absent where there was no script.
   */
  readonly after?: readonly number[];
  /** For each message of `up` that answers a call of `down`, both places. */
  readonly answers: readonly (readonly [up: number, down: number])[];
  /** The agent's audio by turn, its chunks joined. */
  readonly agentAudio: readonly unknown[];
  /** What was spoken into the microphone, up to the last step that listened to it. */
  readonly microphone: readonly unknown[];
  readonly pings: BrokenPings;
  /** The words that were heard of each turn that was cut; null where nobody can know. */
  readonly interruptions: readonly (string | null)[];
  /** The close code, and who closed. */
  readonly end: unknown;
}

/**
 * Reduces a trace to what must be the same in every run.
 * A trace that was taken by a client knows no barriers: to compare it with the server's, give it those of the server.
 */
export function canonicalTrace(
  entries: readonly TraceEntry[],
  barriers: Barriers | undefined = barriersOf(entries),
): CanonicalTrace {
  const down = messages(entries, 'down');
  const up = messages(entries, 'up');
  const ids = new BoundIds();
  const turns = entries
    .filter(({ lane, type }) => lane === 'agent-audio' && type === 'turn')
    .map(({ data }) => data);
  const events = eventsFromOne(down, turns);
  const segments = entries
    .filter(({ lane, type }) => lane === 'mic' && type === 'segment')
    .map(({ data }) => data);
  return {
    version: 1,
    down: down.map((message) => ids.bind(events.apply(message))),
    up: up.map((message) => ids.refer(events.apply(withoutVersion(message)))),
    ...(barriers && { after: orderOf(entries, barriers) }),
    answers: answersAmong(up, down),
    agentAudio: turns.map((turn) => withEvents(turn, events)),
    microphone: segments.slice(0, barriers?.segments ?? segments.length),
    pings: brokenPings(entries),
    interruptions: entries
      .filter(({ lane, type }) => lane === 'session' && type === 'interrupted')
      .map(heardText),
    end: entries.find(isClose)?.data ?? null,
  };
}

/** A hash of the canonical form: equal exactly where the forms are. */
export function canonicalHash(trace: CanonicalTrace): string {
  return createHash('sha256').update(JSON.stringify(trace, sortKeys)).digest('hex');
}

function messages(entries: readonly TraceEntry[], dir: 'down' | 'up'): WireMessage[] {
  return entries
    .filter((entry) => isControl(entry) && entry.dir === dir)
    .map(({ data }) => data as WireMessage);
}

/** Lets the ids of turns begin at 1: where they begin is drawn like other ids. */
function eventsFromOne(down: readonly WireMessage[], turns: readonly unknown[]): EventShift {
  const ids = [
    ...down
      .flatMap((message) => Object.values(message))
      .map((event) => isPlainObject(event) && event.event_id),
    ...turns.map((turn) => isPlainObject(turn) && turn.eventId),
  ].filter((id) => typeof id === 'number');
  return new EventShift(() => 1, ids.length === 0 ? 1 : ids.reduce((a, b) => Math.min(a, b)));
}

function withEvents(turn: unknown, events: EventShift): unknown {
  if (!isPlainObject(turn) || typeof turn.eventId !== 'number') return turn;
  return { ...turn, eventId: events.idOf(turn.eventId) };
}

function orderOf(entries: readonly TraceEntry[], barriers: Barriers): number[] {
  const order: number[] = [];
  let upSeen = 0;
  for (const entry of entries) {
    if (!isControl(entry)) continue;
    if (entry.dir === 'up') upSeen += 1;
    else {
      const wanted = barriers.after[order.length] ?? 0;
      order.push(upSeen >= wanted ? wanted : -1);
    }
  }
  return order;
}

function answersAmong(up: readonly WireMessage[], down: readonly WireMessage[]): [number, number][] {
  const calls = new Map<unknown, number>();
  for (const [index, message] of down.entries()) {
    const call = message.client_tool_call ?? message.mcp_tool_call;
    if (isPlainObject(call)) calls.set(call.tool_call_id, index);
  }
  return up.flatMap((message, index): [number, number][] => {
    const call = calls.get(message.tool_call_id);
    return call === undefined ? [] : [[index, call]];
  });
}

function isControl({ lane, type }: TraceEntry): boolean {
  return lane === 'control' && type !== 'closed';
}

function isClose({ lane, type }: TraceEntry): boolean {
  return lane === 'control' && type === 'closed';
}

function heardText({ data }: TraceEntry): string | null {
  return isPlainObject(data) && typeof data.heardText === 'string' ? data.heardText : null;
}

/** The version of the client changes with every release and says nothing about the conversation. */
function withoutVersion(message: WireMessage): WireMessage {
  if (!isPlainObject(message.source_info)) return message;
  const { version: _version, ...source } = message.source_info;
  return { ...message, source_info: source };
}

function sortKeys(_key: string, value: unknown): unknown {
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
