import { isPlainObject, show } from '../match/show.ts';
import type { DocumentPath } from './document-problem.ts';
import { meant } from './meant.ts';
import type { Reading } from './reading.ts';

/** One value for each name of a matrix. */
export type MatrixValues = Readonly<Record<string, unknown>>;

/** How many scenarios a matrix may make. */
const most = 1_000;

/** The combinations of the values of a matrix, one empty one where there is none; undefined where there are too many. */
export function combinations(
  matrix: Readonly<Record<string, readonly unknown[]>>,
): MatrixValues[] | undefined {
  const count = Object.values(matrix).reduce((product, values) => product * values.length, 1);
  if (count > most) return undefined;
  return Object.entries(matrix).reduce<MatrixValues[]>(
    (before, [name, values]) => before.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
}

/** A value with `${name}` replaced: by the value itself where nothing else stands beside it. `$${` is `${`. */
export function fillIn(value: unknown, values: MatrixValues, at: DocumentPath, reading: Reading): unknown {
  if (typeof value === 'string') return fillInText(value, values, at, reading);
  if (Array.isArray(value)) return value.map((item, index) => fillIn(item, values, [...at, index], reading));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, fillIn(inner, values, [...at, key], reading)]),
  );
}

/** What tells one scenario of a matrix from the others. */
export function describeValues(values: MatrixValues): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : show(value)}`)
    .join(', ');
}

function fillInText(text: string, values: MatrixValues, at: DocumentPath, reading: Reading): unknown {
  const [, whole] = /^\$\{(\w+)\}$/.exec(text) ?? [];
  if (whole !== undefined && Object.hasOwn(values, whole)) return values[whole];
  return text.replaceAll(/\$(\$\{)|\$\{(\w+)\}/g, (placeholder, escaped: string | undefined, name = '') => {
    if (escaped !== undefined) return escaped;
    if (Object.hasOwn(values, name)) return String(values[name]);
    reading.refuse(
      at,
      `the matrix has no "${name}"${meant(name, Object.keys(values)) || `. For the text itself write $${placeholder}`}`,
    );
    return placeholder;
  });
}
