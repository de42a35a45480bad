import { escapePointer, isPlainObject, show } from './show.ts';

/**
 * A value that a message is compared with: JSON, where objects name only what matters, a regular expression for text,
 * `undefined` for what must not be there, or anything with `asymmetricMatch`, such as vitest's `expect.any(String)`.
 */
export type Expected = unknown;

/** One place where a value is not what was expected. */
export interface Difference {
  /** JSON pointer (RFC 6901); empty for the whole value. */
  readonly pointer: string;
  readonly expected: string;
  readonly actual: string;
}

export interface DifferencesOptions {
  /** What stands beside what was expected is a difference too; default false. */
  readonly exact?: boolean;
}

/** Every place where `actual` is not what was expected: none where it matches. */
export function differences(
  expected: Expected,
  actual: unknown,
  { exact = false }: DifferencesOptions = {},
): Difference[] {
  const found: Difference[] = [];
  compare(expected, actual, '', exact, found);
  return found;
}

function compare(
  expected: unknown,
  actual: unknown,
  pointer: string,
  exact: boolean,
  found: Difference[],
): void {
  if (isAsymmetric(expected)) {
    if (!expected.asymmetricMatch(actual)) found.push(difference(pointer, expected, actual));
  } else if (expected instanceof RegExp) {
    const matches =
      typeof actual === 'string' &&
      new RegExp(expected.source, expected.flags.replace(/[gy]/g, '')).test(actual);
    if (!matches) found.push(difference(pointer, expected, actual));
  } else if (Array.isArray(expected)) {
    compareLists(expected, actual, pointer, exact, found);
  } else if (isPlainObject(expected)) {
    compareObjects(expected, actual, pointer, exact, found);
  } else if (!Object.is(expected, actual)) {
    found.push(difference(pointer, expected, actual));
  }
}

function compareLists(
  expected: unknown[],
  actual: unknown,
  pointer: string,
  exact: boolean,
  found: Difference[],
): void {
  if (!Array.isArray(actual) || actual.length !== expected.length) {
    found.push(difference(pointer, expected, actual));
    return;
  }
  for (const [index, item] of expected.entries())
    compare(item, actual[index], `${pointer}/${index}`, exact, found);
}

function compareObjects(
  expected: Readonly<Record<string, unknown>>,
  actual: unknown,
  pointer: string,
  exact: boolean,
  found: Difference[],
): void {
  if (!isPlainObject(actual)) {
    found.push(difference(pointer, expected, actual));
    return;
  }
  for (const [key, value] of Object.entries(expected)) {
    const path = !Object.hasOwn(actual, key) && key.includes('.') ? key.split('.') : [key];
    let inner: unknown = actual;
    for (const part of path)
      inner = isPlainObject(inner) && Object.hasOwn(inner, part) ? inner[part] : undefined;
    compare(value, inner, `${pointer}/${path.map(escapePointer).join('/')}`, exact, found);
  }
  if (!exact) return;
  for (const key of Object.keys(actual)) {
    if (!Object.hasOwn(expected, key))
      found.push(difference(`${pointer}/${escapePointer(key)}`, undefined, actual[key]));
  }
}

interface Asymmetric {
  asymmetricMatch(actual: unknown): boolean;
}

function isAsymmetric(value: unknown): value is Asymmetric {
  return (
    typeof value === 'object' &&
    value !== null &&
    'asymmetricMatch' in value &&
    typeof value.asymmetricMatch === 'function'
  );
}

function difference(pointer: string, expected: unknown, actual: unknown): Difference {
  return { pointer, expected: show(expected), actual: show(actual) };
}
