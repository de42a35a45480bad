/** The code of a network error, such as ECONNREFUSED; undefined where it has none. */
export function networkCode(cause: unknown): string | undefined {
  const {
    code,
    errors,
    cause: inner,
  } = (cause ?? {}) as {
    readonly code?: unknown;
    readonly errors?: readonly unknown[];
    readonly cause?: unknown;
  };
  if (typeof code === 'string') return code;
  const beneath = Array.isArray(errors) ? (errors as readonly unknown[]) : inner === undefined ? [] : [inner];
  return beneath.map(networkCode).find((found) => found !== undefined);
}

/** An error of the network without its message and its fields, which may hold an address, and so a signature, or headers. */
export function bareNetworkError(cause: unknown): Error {
  const name = cause instanceof Error ? cause.name : 'network error';
  return Object.assign(new Error(networkCode(cause) ?? name), { stack: undefined });
}
