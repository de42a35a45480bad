/** Stands where a sensitive value was. */
export const masked = '[redacted]';

/**
 * A copy of parameters in which the values at the given paths are `[redacted]`. A path names keys from the outside
 * in, as `card.number` does; `*` stands for every item or entry.
 */
export function maskParameters(
  parameters: Readonly<Record<string, unknown>>,
  paths: readonly string[],
): Readonly<Record<string, unknown>> {
  return paths.reduce((value, path) => maskAt(value, path.split('.')) as typeof parameters, parameters);
}

function maskAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return masked;
  if (Array.isArray(value)) {
    return value.map((item, index) =>
      key === '*' || key === String(index) ? maskAt(item, rest) : (item as unknown),
    );
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      key === '*' || key === name ? maskAt(item, rest) : (item as unknown),
    ]),
  );
}

/** The values at a path. */
export function valuesAt(value: unknown, [key, ...rest]: readonly string[]): unknown[] {
  if (key === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([name]) => key === '*' || key === name)
    .flatMap(([, item]) => valuesAt(item, rest));
}
