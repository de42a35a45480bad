import { isPlainObject } from '../match/show.ts';
import type { DocumentPath } from './document-problem.ts';
import type { FileSchema } from './file-schema.ts';
import { meant } from './meant.ts';
import type { Reading } from './reading.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Reads the fields of an object into those of the engine. */
export function readFields(schema: FileSchema, value: Fields, at: DocumentPath, reading: Reading): Fields {
  const { properties = {}, required = [], additionalProperties } = schema;
  for (const name of required)
    if (!Object.hasOwn(value, name)) reading.refuse(at, `${subject(at)} needs a field "${name}"`);
  refuseAlternatives(schema, value, at, reading);
  let fields: Fields = {};
  for (const [key, inner] of Object.entries(value)) {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (property) {
      const read = reading.value(property, inner, [...at, key]);
      if (!(property.nullIsNothing && inner === null))
        fields = withField(fields, property.field ?? [key], read);
    } else if (additionalProperties === false) {
      const names = Object.keys(properties);
      const way = meant(key, names) || `. There ${names.length > 1 ? 'are' : 'is'} ${names.join(', ')}`;
      reading.refuseKey([...at, key], `there is no field "${key}" here${way}`);
    } else if (typeof additionalProperties === 'object') {
      fields = { ...fields, [key]: reading.value(additionalProperties, inner, [...at, key]) };
    } else fields = { ...fields, [key]: inner };
  }
  return fields;
}

function refuseAlternatives(
  { oneOf = [] }: FileSchema,
  value: Fields,
  at: DocumentPath,
  reading: Reading,
): void {
  const [first, second] = oneOf.filter((name) => Object.hasOwn(value, name));
  if (second !== undefined)
    reading.refuseKey([...at, second], `"${first}" and "${second}" cannot both say when: keep one of them`);
}

function withField(fields: Fields, [name = '', ...deeper]: readonly string[], value: unknown): Fields {
  if (deeper.length === 0 && !(isPlainObject(value) && isPlainObject(fields[name])))
    return { ...fields, [name]: value };
  const before = isPlainObject(fields[name]) ? fields[name] : {};
  const inner = deeper.length === 0 ? { ...before, ...(value as Fields) } : withField(before, deeper, value);
  return { ...fields, [name]: inner };
}

function subject(at: DocumentPath): string {
  const name = at.at(-1);
  return typeof name === 'string' ? `"${name}"` : 'this';
}
