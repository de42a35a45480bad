import { isPlainObject } from '../match/show.ts';
import type { Expected } from '../match/differences.ts';

/** What a file wants of a value: text between slashes, such as `/weather/i`, is a regular expression. */
export function readExpected(value: unknown): Expected {
  if (typeof value === 'string') return readPattern(value) ?? value;
  if (Array.isArray(value)) return value.map(readExpected);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readExpected(inner)]));
}

function readPattern(text: string): RegExp | undefined {
  const [, source, flags] = /^\/(.+)\/([dimsuv]*)$/.exec(text) ?? [];
  if (source === undefined) return undefined;
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined; // a text that happens to begin and end with a slash
  }
}
