import { DrawnIds, eachDrawnId } from '../messages/drawn-ids.ts';

/**
 * Puts names in the place of drawn ids, also inside of texts: `{{tool_call_id:2}}` is the second id that the service used in that field.
 * An id that the service never used stays as it is, so that a wrong one is seen.
 */
export class BoundIds {
  readonly #ids = new DrawnIds();
  readonly #counts = new Map<string, number>();

  /** A message of the service, which brings ids into the world. */
  bind(message: unknown): unknown {
    eachDrawnId(message, (id, field) => this.#name(id, field));
    return this.#ids.replaceIn(message);
  }

  /** A message of the client, which can only repeat them. */
  refer(message: unknown): unknown {
    return this.#ids.replaceIn(message);
  }

  #name(id: string, field: string): void {
    if (this.#ids.get(id) !== undefined) return;
    const count = (this.#counts.get(field) ?? 0) + 1;
    this.#counts.set(field, count);
    this.#ids.set(id, `{{${field}:${count}}}`);
  }
}
