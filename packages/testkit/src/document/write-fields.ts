import { isPlainObject, show } from '../match/show.ts';
import type { FileSchema } from './file-schema.ts';
import type { Fields } from './read-fields.ts';
import type { Writing } from './writing.ts';

/** The fields of the engine as files have them, in the order of the schema. */
export function writeFields(schema: FileSchema, value: Fields, at: string, writing: Writing): Fields {
  let left: Fields = { ...value };
  const written: Record<string, unknown> = {};
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const field = property.field ?? [key];
    if (!hasField(left, field)) continue;
    const inner = fieldIn(left, field);
    if (property.nullIsNothing && inner === null) continue; // null would mean that it is left out
    if (property.reads === 'expected text' && isData(inner)) continue; // stands in `match`, with the rest of the message
    if (inner !== undefined || property.reads?.startsWith('expected'))
      written[key] = writing.value(property, inner, `${at}.${key}`);
    left = withoutField(left, field);
  }
  for (const [key, inner] of Object.entries(left))
    if (inner !== undefined && inner !== null) writing.refuse(`${at}.${key}`, show(inner));
  return written;
}

function isData(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && !(value instanceof RegExp) && !('asymmetricMatch' in value)
  );
}

function hasField(fields: Fields, [name = '', ...deeper]: readonly string[]): boolean {
  if (!Object.hasOwn(fields, name)) return false;
  const inner = fields[name];
  return (
    deeper.length === 0 || (isPlainObject(inner) && !(inner instanceof RegExp) && hasField(inner, deeper))
  );
}

function fieldIn(fields: Fields, [name = '', ...deeper]: readonly string[]): unknown {
  return deeper.length === 0 ? fields[name] : fieldIn(fields[name] as Fields, deeper);
}

function withoutField(fields: Fields, [name = '', ...deeper]: readonly string[]): Fields {
  const { [name]: inner, ...rest } = fields;
  if (deeper.length === 0) return rest;
  const left = withoutField(inner as Fields, deeper);
  return Object.keys(left).length === 0 ? rest : { ...rest, [name]: left };
}
