import type { Expected } from '../match/differences.ts';
import { isPlainObject, show } from '../match/show.ts';
import { AnyOf, typeNames } from './any-of.ts';
import type { DocumentPath } from './document-problem.ts';
import { meant } from './meant.ts';
import type { Reading } from './reading.ts';

/** Objects with one of these keys are no objects, but say what a value has to be. */
const matchers = ['$absent', '$any', '$literal'] as const;

/**
 * What a file wants of a value. Text between slashes is a regular expression; `{ $absent: true }` is a value that must not be there,
 * `{ $any: string }` any value of a type, `{ $literal: … }` the value as it stands.
 */
export function readExpected(value: unknown, path: DocumentPath, reading: Reading): Expected {
  if (typeof value === 'string') return readPattern(value, path, reading);
  if (Array.isArray(value)) return value.map((item, index) => readExpected(item, [...path, index], reading));
  if (!isPlainObject(value)) return value;
  const special = Object.keys(value).find((key) => key.startsWith('$'));
  if (special !== undefined) return readMatcher(special, value, path, reading);
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, readExpected(inner, [...path, key], reading)]),
  );
}

/** The parts of `/…/flags`. */
export function patternIn(text: string): readonly [source: string, flags: string] | undefined {
  const [, source, flags] = /^\/(.+)\/([a-z]*)$/s.exec(text) ?? [];
  return source === undefined || flags === undefined ? undefined : [source, flags];
}

function readPattern(text: string, path: DocumentPath, reading: Reading): string | RegExp {
  const parts = patternIn(text);
  if (!parts) return text;
  try {
    return new RegExp(...parts);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    reading.refuse(
      path,
      `${text} is no regular expression (${why}). For the text itself write { $literal: … }`,
    );
    return text;
  }
}

function readMatcher(
  key: string,
  value: Readonly<Record<string, unknown>>,
  path: DocumentPath,
  reading: Reading,
): Expected {
  const inner = value[key];
  if (!(matchers as readonly string[]).includes(key)) {
    reading.refuseKey(
      [...path, key],
      `there is no ${key}${meant(key, matchers) || `. There are ${matchers.join(', ')}`}`,
    );
  } else if (Object.keys(value).length > 1) {
    reading.refuse(path, `${key} stands alone, without other fields`);
  } else if (key === '$absent' && inner !== true) {
    reading.refuse([...path, key], `"$absent" has to be true, not ${show(inner)}`);
  } else if (key === '$any') {
    const type = typeNames.find((name) => name === inner);
    if (type) return new AnyOf(type);
    reading.refuse(
      [...path, key],
      `"$any" has to be one of ${typeNames.join(', ')}, not ${show(inner)}${meant(inner, typeNames)}`,
    );
  }
  return key === '$literal' ? inner : undefined;
}
