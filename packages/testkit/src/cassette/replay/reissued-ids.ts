import { randomLane, type Random } from '@duologue/core';
import { isPlainObject } from '../../match/show.ts';
import { EventShift } from '../../messages/event-shift.ts';
import { IdsInText } from '../../messages/ids-in-text.ts';
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
  readonly #inText = new IdsInText();
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
      this.#inText.add(recorded, fresh);
    }
    return fresh;
  }

  /** A message of the service with fresh ids. */
  issue(message: unknown): unknown {
    const issued = this.#withEvents(message);
    this.#bring(issued);
    return this.#walk(issued);
  }

  /** A message whose event ids alone are fresh: audio has no others. */
  issueEvents(message: WireMessage): WireMessage {
    return this.#withEvents(message) as WireMessage;
  }

  /**
   * A message of the client as it has to be now, also where it names an id in the middle of a text: ids that the service never gave stay
   * as they were recorded.
   */
  refer(message: unknown): unknown {
    return this.#walk(this.#withEvents(message));
  }

  #withEvents(message: unknown): unknown {
    return this.#events && isPlainObject(message) ? this.#events.apply(message) : message;
  }

  /** Draws a fresh id for each one that a message brings. */
  #bring(value: unknown): void {
    if (Array.isArray(value)) for (const item of value) this.#bring(item);
    if (!isPlainObject(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      if (!idFields.has(key)) this.#bring(inner);
      else for (const id of [inner].flat()) if (typeof id === 'string' && id !== '') this.idFor(id);
    }
  }

  #walk(value: unknown, isId = false): unknown {
    if (typeof value === 'string') return (isId && this.#fresh.get(value)) || this.#inText.replaceIn(value);
    if (Array.isArray(value)) return value.map((item) => this.#walk(item, isId));
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        this.#inText.replaceIn(key),
        this.#walk(inner, idFields.has(key)),
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
