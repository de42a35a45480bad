import { isPlainObject, show } from '../match/show.ts';

/** One value for each name of a matrix. */
export type MatrixValues = Readonly<Record<string, unknown>>;

/** Every combination of the values of a matrix; one empty one where there is none. */
export function combinations(matrix: Readonly<Record<string, readonly unknown[]>>): MatrixValues[] {
  return Object.entries(matrix).reduce<MatrixValues[]>(
    (before, [name, values]) => before.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
}

/** A value with `${name}` replaced: by the value itself where nothing else stands beside it. */
export function fillIn(value: unknown, values: MatrixValues): unknown {
  if (typeof value === 'string') return fillInText(value, values);
  if (Array.isArray(value)) return value.map((item) => fillIn(item, values));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fillIn(inner, values)]));
}

/** What tells one scenario of a matrix from the others. */
export function describeValues(values: MatrixValues): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : show(value)}`)
    .join(', ');
}

function fillInText(text: string, values: MatrixValues): unknown {
  const [, whole = ''] = /^\$\{(\w+)\}$/.exec(text) ?? [];
  if (Object.hasOwn(values, whole)) return values[whole];
  return text.replaceAll(/\$\{(\w+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : placeholder,
  );
}
