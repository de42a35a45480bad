import { thrownName } from '../thrown-text.ts';

/** The code of a network error, such as ECONNREFUSED; undefined where it has none. Never throws. */
export function networkCode(cause: unknown): string | undefined {
  try {
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
    const beneath = Array.isArray(errors)
      ? (errors as readonly unknown[])
      : inner === undefined
        ? []
        : [inner];
    return beneath.map(networkCode).find((found) => found !== undefined);
  } catch {
    return undefined;
  }
}

/** An error of the network without its message and its fields, which may hold an address, and so a signature, or headers. */
export function bareNetworkError(cause: unknown): Error {
  const name = thrownName(cause) ?? 'network error';
  return Object.assign(new Error(networkCode(cause) ?? name), { stack: undefined });
}
