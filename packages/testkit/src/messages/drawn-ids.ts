import { isPlainObject } from '../match/show.ts';
import { IdsInText } from './ids-in-text.ts';

/** Fields of messages that hold ids which the service draws anew for each conversation. */
const idFields = new Set(['conversation_id', 'tool_call_id', 'response_id', 'in_response_to_ids']);

/** Calls `found` with each id that a message brings into the world, in order. */
export function eachDrawnId(value: unknown, found: (id: string, field: string) => void): void {
  if (Array.isArray(value)) for (const item of value) eachDrawnId(item, found);
  if (!isPlainObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (!idFields.has(key)) eachDrawnId(inner, found);
    else for (const id of [inner].flat()) if (typeof id === 'string') found(id, key);
  }
}

/** What stands in the place of drawn ids, wherever messages repeat them: in their fields whole, and in any text as a part of it. */
export class DrawnIds {
  readonly #replacements = new Map<string, string>();
  readonly #inText = new IdsInText();

  get(id: string): string | undefined {
    return this.#replacements.get(id);
  }

  set(id: string, replacement: string): void {
    this.#replacements.set(id, replacement);
    this.#inText.add(id, replacement);
  }

  /** A copy of a message with the replacements. An id that has none stays as it is. */
  replaceIn(value: unknown, isId = false): unknown {
    if (typeof value === 'string')
      return (isId && this.#replacements.get(value)) || this.#inText.replaceIn(value);
    if (Array.isArray(value)) return value.map((item) => this.replaceIn(item, isId));
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        this.#inText.replaceIn(key),
        this.replaceIn(inner, idFields.has(key)),
      ]),
    );
  }
}
