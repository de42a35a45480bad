import { randomLane, type Random } from '@duologue/core';
import { isPlainObject } from '../../match/show.ts';
import { DrawnIds, eachDrawnId } from '../../messages/drawn-ids.ts';
import { EventShift } from '../../messages/event-shift.ts';
import type { WireMessage } from '../../messages/wire-message.ts';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Gives every id of a recording a fresh one, the same one wherever it stands, drawn from the seed: a client that sends an id
 * it was not given in this conversation is found out.
 */
export class ReissuedIds {
  readonly #draw: Random;
  readonly #ids = new DrawnIds();
  readonly #events: EventShift | undefined;

  /** With `freshEvents`, event ids begin at a number between 100 and 999. */
  constructor(seed: number, freshEvents: boolean) {
    this.#draw = randomLane(seed, 'ids');
    const draw = randomLane(seed, 'event ids');
    this.#events = freshEvents ? new EventShift(() => 100 + Math.floor(draw() * 900)) : undefined;
  }

  /** The fresh id for one of the recording. */
  idFor(recorded: string): string {
    let fresh = this.#ids.get(recorded);
    if (fresh === undefined) {
      fresh = this.#make(recorded);
      this.#ids.set(recorded, fresh);
    }
    return fresh;
  }

  /** A message of the service with fresh ids. */
  issue(message: unknown): unknown {
    const issued = this.#withEvents(message);
    eachDrawnId(issued, (id) => id !== '' && this.idFor(id));
    return this.#ids.replaceIn(issued);
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
    return this.#ids.replaceIn(this.#withEvents(message));
  }

  #withEvents(message: unknown): unknown {
    return this.#events && isPlainObject(message) ? this.#events.apply(message) : message;
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
