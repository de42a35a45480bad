import { isPlainObject } from '../match/show.ts';

/** Fields of messages that hold ids which the service draws anew for each conversation. */
const idFields = new Set(['conversation_id', 'tool_call_id', 'response_id', 'in_response_to_ids']);

/**
 * Puts names in the place of drawn ids: `{{tool_call_id:2}}` is the second id that the service used in that field.
 * An id that the service never used stays as it is, so that a wrong one is seen.
 */
export class BoundIds {
  readonly #names = new Map<unknown, string>();
  readonly #counts = new Map<string, number>();

  /** A message of the service, which brings ids into the world. */
  bind(message: unknown): unknown {
    return this.#walk(message, true);
  }

  /** A message of the client, which can only repeat them. */
  refer(message: unknown): unknown {
    return this.#walk(message, false);
  }

  #walk(value: unknown, bring: boolean): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#walk(item, bring));
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        idFields.has(key) ? this.#nameAll(key, inner, bring) : this.#walk(inner, bring),
      ]),
    );
  }

  #nameAll(field: string, value: unknown, bring: boolean): unknown {
    return Array.isArray(value)
      ? value.map((item) => this.#name(field, item, bring))
      : this.#name(field, value, bring);
  }

  #name(field: string, id: unknown, bring: boolean): unknown {
    if (typeof id !== 'string') return id;
    const known = this.#names.get(id);
    if (known !== undefined || !bring) return known ?? id;
    const count = (this.#counts.get(field) ?? 0) + 1;
    this.#counts.set(field, count);
    const name = `{{${field}:${count}}}`;
    this.#names.set(id, name);
    return name;
  }
}
