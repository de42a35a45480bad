import { isPlainObject, show } from '../match/show.ts';
import type { DocumentPath } from './document-problem.ts';
import type { FileSchema } from './file-schema.ts';
import { meant } from './meant.ts';
import { readFields, type Fields } from './read-fields.ts';
import type { Reading } from './reading.ts';
import { definition, resolved } from './resolve-schema.ts';

/** Reads a step: an object with one key, which says whose step it is. */
export function readStep(
  kinds: readonly FileSchema[],
  value: unknown,
  at: DocumentPath,
  reading: Reading,
): unknown {
  const names = kinds.flatMap(({ required = [] }) => required);
  const keys = isPlainObject(value) ? Object.keys(value) : [];
  const kind = keys.find((key) => names.includes(key));
  if (kind === undefined || !isPlainObject(value)) {
    const word = isPlainObject(value) ? keys[0] : value;
    reading.refuse(at, `this is no step: a step begins with ${names.join(', ')}${meant(word, names)}`);
    return undefined;
  }
  const schema = kinds[names.indexOf(kind)]?.properties?.[kind] ?? {};
  for (const key of keys.filter((name) => name !== kind)) {
    reading.refuseKey(
      [...at, key],
      `a step has one key, and "${key}" stands beside "${kind}". What belongs to the step stands inside: ${kind}: { ${wordIn(value[kind])}, ${key}: … }`,
    );
  }
  const inner = [...at, kind];
  if (schema.steps) return readWord(schema, value[kind], inner, at, reading);
  const short = schema.anyOf?.map(resolved).find(({ step }) => step);
  if (!short) return { [kind]: reading.value(schema, value[kind], inner) };
  if (value[kind] === null) return { ...short.step?.is, place: reading.placeOf(at) };
  if (isPlainObject(value[kind])) return readBody(short, value[kind], inner, at, reading);
  reading.refuse(
    inner,
    `"${kind}" has to be { ${Object.keys(short.properties ?? {}).join(', ')} }, not ${show(value[kind])}`,
  );
  return undefined;
}

/** Reads what stands behind whose step it is: a word alone, or an object with the word as a key. */
export function readWord(
  { steps = {}, alone = [] }: FileSchema,
  value: unknown,
  at: DocumentPath,
  stepAt: DocumentPath,
  reading: Reading,
): unknown {
  const words = Object.keys(steps);
  if (typeof value === 'string' && alone.includes(value)) {
    const { step } = definition(steps[value] ?? '');
    return { ...step?.is, ...step?.alone, place: reading.placeOf(stepAt) };
  }
  if (typeof value === 'string' && words.includes(value)) {
    const { required = [] } = definition(steps[value] ?? '');
    reading.refuse(
      at,
      `"${value}" alone is not enough. Write { ${required.map((name) => `${name}: …`).join(', ')} }`,
    );
    return undefined;
  }
  const keys = isPlainObject(value) ? Object.keys(value) : [];
  const word = wordOf(keys, steps);
  if (word !== undefined && isPlainObject(value))
    return readBody(definition(steps[word] ?? ''), value, at, stepAt, reading);
  const [wrong] = isPlainObject(value) ? keys : [value];
  const what = wrong === undefined ? 'an empty step' : typeof wrong === 'string' ? `"${wrong}"` : show(wrong);
  const way = meant(wrong, words) || `. There are ${words.join(', ')}`;
  const message = `${what} is nothing that can stand here${way}`;
  if (isPlainObject(value) && typeof wrong === 'string') reading.refuseKey([...at, wrong], message);
  else reading.refuse(at, message);
  return undefined;
}

function readBody(
  schema: FileSchema,
  value: Fields,
  at: DocumentPath,
  stepAt: DocumentPath,
  reading: Reading,
): Fields {
  const fields = readFields(schema, value, at, reading);
  return { ...schema.step?.is, ...fields, place: reading.placeOf(stepAt) };
}

/** The key that is the word of the step: a word of one step may be a field of another, so the one that knows most keys. */
function wordOf(keys: readonly string[], steps: Readonly<Record<string, string>>): string | undefined {
  const known = (word: string) => {
    const { properties = {} } = definition(steps[word] ?? '');
    return keys.filter((key) => Object.hasOwn(properties, key)).length;
  };
  return keys
    .filter((key) => Object.hasOwn(steps, key))
    .reduce<string | undefined>(
      (best, word) => (best === undefined || known(word) > known(best) ? word : best),
      undefined,
    );
}

function wordIn(value: unknown): string {
  return typeof value === 'string' ? value : '…';
}
