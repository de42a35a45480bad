import { isPlainObject } from '../match/show.ts';

/** Ids that are shorter stand in texts by chance. */
const shortestId = 12;

const wordChar = /[\p{L}\p{N}]/u;

/** Ids that messages repeat inside of texts: in what a tool answers, in a context, in JSON that is a string. */
export class IdsInText {
  /** What stands for each id, by the end of the id. */
  readonly #byTail = new Map<string, Map<string, string>>();

  /** From here on `replacement` stands for the id; one that is too short to be told from other text is passed over. */
  add(id: string, replacement: string): void {
    if (id.length < shortestId) return;
    const tail = id.slice(-shortestId);
    const ids = this.#byTail.get(tail) ?? new Map<string, string>();
    this.#byTail.set(tail, ids.set(id, replacement));
  }

  /** The text with the replacement of each id in it. An id ends where no letter and no digit follows. */
  replaceIn(text: string): string {
    if (this.#byTail.size === 0) return text;
    let replaced = '';
    let from = 0;
    for (let end = shortestId; end <= text.length; end += 1) {
      const ids = this.#byTail.get(text.slice(end - shortestId, end));
      if (!ids || wordChar.test(text.charAt(end))) continue;
      for (const [id, replacement] of ids) {
        const start = end - id.length;
        if (start < from || !text.startsWith(id, start)) continue;
        replaced += `${text.slice(from, start)}${replacement}`;
        from = end;
        break;
      }
    }
    return from === 0 ? text : replaced + text.slice(from);
  }

  /** A copy of a value in which every text, names of fields too, has the replacements. */
  replaceInAll(value: unknown): unknown {
    if (typeof value === 'string') return this.replaceIn(value);
    if (Array.isArray(value)) return value.map((item) => this.replaceInAll(item));
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [this.replaceIn(key), this.replaceInAll(inner)]),
    );
  }
}
