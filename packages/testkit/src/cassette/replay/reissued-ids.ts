import { randomLane, type Random } from '@duologue/core';
import { isPlainObject } from '../../match/show.ts';
import { EventShift } from '../format/event-shift.ts';
import type { WireMessage } from '../../messages/wire-message.ts';

/** Fields of messages that hold ids which the service draws anew for each conversation. */
const idFields = new Set(['conversation_id', 'tool_call_id', 'response_id', 'in_response_to_ids']);

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Gives every id of a recording a fresh one, the same one wherever it stands, drawn from the seed: a client that sends an id
 * it was not given in this conversation is found out.
 */
export class ReissuedIds {
  readonly #draw: Random;
  readonly #fresh = new Map<string, string>();
  readonly #events: EventShift | undefined;

  /** With `freshEvents`, event ids begin at a number between 100 and 999. */
  constructor(seed: number, freshEvents: boolean) {
    this.#draw = randomLane(seed, 'ids');
    const draw = randomLane(seed, 'event ids');
    this.#events = freshEvents ? new EventShift(() => 100 + Math.floor(draw() * 900)) : undefined;
  }

  /** The fresh id for one of the recording. */
  idFor(recorded: string): string {
    let fresh = this.#fresh.get(recorded);
    if (fresh === undefined) {
      fresh = this.#make(recorded);
      this.#fresh.set(recorded, fresh);
    }
    return fresh;
  }

  /** A message of the service with fresh ids. */
  issue(message: unknown): unknown {
    return this.#walk(this.#withEvents(message), (id) => this.idFor(id));
  }

  /** A message whose event ids alone are fresh: audio has no others. */
  issueEvents(message: WireMessage): WireMessage {
    return this.#withEvents(message) as WireMessage;
  }

  /** A message of the client as it has to be now: ids that the service never gave stay as they were recorded. */
  refer(message: unknown): unknown {
    return this.#walk(this.#withEvents(message), (id) => this.#fresh.get(id) ?? id);
  }

  #withEvents(message: unknown): unknown {
    return this.#events && isPlainObject(message) ? this.#events.apply(message) : message;
  }

  #walk(value: unknown, rename: (id: string) => string): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#walk(item, rename));
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        idFields.has(key) ? renamed(inner, rename) : this.#walk(inner, rename),
      ]),
    );
  }

  /** In the form of the recorded one: a UUID, or what stands before the first underscore and 16 digits. */
  #make(recorded: string): string {
    if (uuid.test(recorded)) {
      const digits = `${this.#digits()}${this.#digits()}`;
      return [8, 12, 16, 20, 32].map((end, index, ends) => digits.slice(ends[index - 1] ?? 0, end)).join('-');
    }
    const [prefix = 'id'] = /^[a-z]+(?=_)/i.exec(recorded) ?? [];
    return `${prefix}_${this.#digits()}`;
  }

  #digits(): string {
    return Array.from({ length: 4 }, () =>
      Math.floor(this.#draw() * 0x1_0000)
        .toString(16)
        .padStart(4, '0'),
    ).join('');
  }
}

function renamed(value: unknown, rename: (id: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename));
  return typeof value === 'string' && value !== '' ? rename(value) : value;
}
