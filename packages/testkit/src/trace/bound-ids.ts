import { isPlainObject } from '../match/show.ts';
import { IdsInText } from '../messages/ids-in-text.ts';

/** Fields of messages that hold ids which the service draws anew for each conversation. */
const idFields = new Set(['conversation_id', 'tool_call_id', 'response_id', 'in_response_to_ids']);

/**
 * Puts names in the place of drawn ids, also inside of texts: `{{tool_call_id:2}}` is the second id that the service used in that field.
 * An id that the service never used stays as it is, so that a wrong one is seen.
 */
export class BoundIds {
  readonly #names = new Map<unknown, string>();
  readonly #counts = new Map<string, number>();
  readonly #inText = new IdsInText();

  /** A message of the service, which brings ids into the world. */
  bind(message: unknown): unknown {
    this.#bring(message);
    return this.#walk(message);
  }

  /** A message of the client, which can only repeat them. */
  refer(message: unknown): unknown {
    return this.#walk(message);
  }

  #bring(value: unknown): void {
    if (Array.isArray(value)) for (const item of value) this.#bring(item);
    if (!isPlainObject(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      if (idFields.has(key)) for (const id of [inner].flat()) this.#name(key, id);
      else this.#bring(inner);
    }
  }

  #name(field: string, id: unknown): void {
    if (typeof id !== 'string' || this.#names.has(id)) return;
    const count = (this.#counts.get(field) ?? 0) + 1;
    this.#counts.set(field, count);
    const name = `{{${field}:${count}}}`;
    this.#names.set(id, name);
    this.#inText.add(id, name);
  }

  #walk(value: unknown, isId = false): unknown {
    if (typeof value === 'string') return (isId && this.#names.get(value)) || this.#inText.replaceIn(value);
    if (Array.isArray(value)) return value.map((item) => this.#walk(item, isId));
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        this.#inText.replaceIn(key),
        this.#walk(inner, idFields.has(key)),
      ]),
    );
  }
}
