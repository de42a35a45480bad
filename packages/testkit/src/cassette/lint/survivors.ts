import { escapePointer, isPlainObject } from '../../match/show.ts';
import { KnownValues } from '../redaction/known-values.ts';
import { PlaceholderBook } from '../redaction/placeholder-book.ts';
import { splitAtPlaceholders, type RedactedType } from '../redaction/placeholder.ts';
import { ValueRedaction } from '../redaction/value-redaction.ts';

/** Something that a recorder would have taken out. */
export interface Survivor {
  readonly type: RedactedType;
  /** Keys and indexes from the top of the value. */
  readonly path: readonly (string | number)[];
}

/** Everything in a JSON value that a recorder would have taken out, but for what is known only while it records. */
export function survivorsIn(value: unknown): Survivor[] {
  const redaction = new ValueRedaction(new KnownValues(), new PlaceholderBook(), { keepVariables: 'all' });
  return differences(value, redaction.redact(value, { isProtocol: true }), []);
}

/** A path as a JSON pointer (RFC 6901). */
export function pointerOf(path: Survivor['path']): string {
  return path.map((key) => `/${escapePointer(String(key))}`).join('');
}

function differences(was: unknown, is: unknown, path: Survivor['path']): Survivor[] {
  if (Array.isArray(was) && Array.isArray(is))
    return was.flatMap((item, index) => differences(item, is[index], [...path, index]));
  if (isPlainObject(was) && isPlainObject(is)) {
    const names = Object.keys(is);
    return Object.entries(was).flatMap(([key, inner], index) => {
      const name = names[index] ?? key;
      const ofName = typesIn(name, key).map((type) => ({ type, path }));
      return [...ofName, ...differences(inner, is[name], [...path, name])];
    });
  }
  return typesIn(is, was).map((type) => ({ type, path }));
}

/** The types of the placeholders that a text has and did not have. */
function typesIn(is: unknown, was: unknown): RedactedType[] {
  if (typeof is !== 'string' || is === was) return [];
  const before = new Set(typeof was === 'string' ? placeholdersIn(was) : []);
  return placeholdersIn(is).filter((type) => !before.has(type));
}

function placeholdersIn(text: string): RedactedType[] {
  return splitAtPlaceholders(text).flatMap((piece) => (typeof piece === 'string' ? [] : [piece.type]));
}
