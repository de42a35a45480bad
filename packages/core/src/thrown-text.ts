/** What a thrown value says, whatever it is. Never throws. */
export function thrownText(thrown: unknown): string {
  try {
    // not `instanceof Error`: an error of another realm is one too
    const { message, name } = (thrown ?? {}) as { readonly message?: unknown; readonly name?: unknown };
    if (typeof message === 'string' && message !== '') return message;
    return typeof name === 'string' && name !== '' ? name : String(thrown);
  } catch {
    return 'an unknown error';
  }
}

/** The name of a thrown error, such as TypeError; undefined where it has none. Never throws. */
export function thrownName(thrown: unknown): string | undefined {
  try {
    const { name } = (thrown ?? {}) as { readonly name?: unknown };
    return typeof name === 'string' && name !== '' ? name : undefined;
  } catch {
    return undefined;
  }
}
