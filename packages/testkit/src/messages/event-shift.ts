import { isPlainObject } from '../match/show.ts';
import type { WireMessage } from './wire-message.ts';

/**
 * Moves all event ids of a conversation by as much: they grow in the order of turns, and only their order means something. They stand at
 * the top of a message, or in the object in it that tells of the event; what stands deeper is the app's own.
 */
export class EventShift {
  readonly #first: () => number;
  #shift: number | undefined;

  /** `first` is what the first id becomes: `from`, or the first one that is seen. */
  constructor(first: () => number, from?: number) {
    this.#first = first;
    if (from !== undefined) this.#shift = first() - from;
  }

  /** What an id has become. */
  idOf(id: number): number {
    this.#shift ??= this.#first() - id;
    return id + this.#shift;
  }

  apply(message: WireMessage): WireMessage {
    return Object.fromEntries(
      Object.entries(this.#shifted(message)).map(([key, inner]) => [
        key,
        isPlainObject(inner) ? this.#shifted(inner) : inner,
      ]),
    );
  }

  #shifted(event: WireMessage): WireMessage {
    const { event_id: id } = event;
    if (typeof id !== 'number') return event;
    return { ...event, event_id: this.idOf(id) };
  }
}
