export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A key as it stands in a JSON pointer (RFC 6901). */
export function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

const longest = 120;

/** A value in one line for a message: JSON, cut where it is long; matchers by their own name. */
export function show(value: unknown): string {
  const text = write(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

function write(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value instanceof RegExp || typeof value === 'number') return String(value);
  if (isPlainObject(value)) {
    const name = matcherName(value);
    if (name !== undefined) return name;
  }
  try {
    return JSON.stringify(value, (_key, inner: unknown) => {
      if (inner instanceof RegExp) return String(inner);
      return (isPlainObject(inner) ? matcherName(inner) : undefined) ?? inner;
    });
  } catch {
    return 'what cannot be written as JSON';
  }
}

function matcherName(value: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof value.asymmetricMatch !== 'function') return undefined;
  const name =
    typeof value.toAsymmetricMatcher === 'function'
      ? (value.toAsymmetricMatcher as () => unknown)()
      : undefined;
  return typeof name === 'string' ? name : 'a matcher';
}
