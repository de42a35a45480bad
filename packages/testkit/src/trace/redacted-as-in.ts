import { isPlainObject } from '../match/show.ts';

const redacted = '[redacted]';

/**
 * A value without what another one of the same form has `[redacted]`. A client knows which parameters its tools call
 * sensitive, and the server does not: so the traces of both can still be compared.
 */
export function redactedAsIn<T>(value: T, other: unknown): T {
  return follow(value, other) as T;
}

function follow(value: unknown, other: unknown): unknown {
  if (typeof other === 'string' && other.includes(redacted)) return fits(value, other) ? other : value;
  if (Array.isArray(value) && Array.isArray(other))
    return value.map((item, index) => follow(item, other[index]));
  if (!isPlainObject(value) || !isPlainObject(other)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key in other ? follow(inner, other[key]) : inner]),
  );
}

/** A text may be redacted in parts; any other value, and nothing at all, only as a whole. */
function fits(value: unknown, other: string): boolean {
  if (other === redacted) return value !== undefined;
  if (typeof value !== 'string') return false;
  const pieces = other.split(redacted);
  const last = pieces.pop() ?? '';
  let place = 0;
  for (const [index, piece] of pieces.entries()) {
    const found = index === 0 ? (value.startsWith(piece) ? 0 : -1) : value.indexOf(piece, place);
    if (found === -1) return false;
    place = found + piece.length;
  }
  return value.length - last.length >= place && value.endsWith(last);
}
