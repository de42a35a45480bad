/** How a value is named in a message: short strings and plain values as they are, all others by their type. Never throws. */
export function inWords(value: unknown): string {
  if (typeof value === 'string') return value.length <= 200 ? `"${value}"` : 'a long string';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return 'a symbol';
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

/** What a thrown value says: the message of an error, or what else it was. */
export function thrownInWords(thrown: unknown): string {
  try {
    // Not `instanceof Error`: an error of another realm is one too.
    const { message, name } = (thrown ?? {}) as { readonly message?: unknown; readonly name?: unknown };
    if (typeof message === 'string' && message !== '') return message;
    return typeof name === 'string' ? `threw ${name} without a message` : `threw ${inWords(thrown)}`;
  } catch {
    return 'threw a value that cannot be read';
  }
}
