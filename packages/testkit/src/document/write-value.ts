import { isPlainObject, show } from '../match/show.ts';
import type { FileSchema } from './file-schema.ts';
import { writeDuration } from './read-duration.ts';
import { resolved } from './resolve-schema.ts';
import { writeData } from './write-data.ts';
import { writeExpected } from './write-expected.ts';
import { writeFields } from './write-fields.ts';
import { stepSchema, writeStep, writeWord } from './write-step.ts';
import type { Writing } from './writing.ts';

/** What a file has for a value of the engine; the other way round than `readValue`. */
export function writeValue(schema: FileSchema, value: unknown, at: string, writing: Writing): unknown {
  const { $ref, reads, steps, anyOf, enum: words, words: own = words, items } = schema;
  if ($ref !== undefined) return writing.value(resolved(schema), value, at);
  if (reads === 'duration')
    return typeof value === 'number' ? writeDuration(value) : writing.refuse(at, `${show(value)}, no number`);
  if (reads === 'wav') return writing.fileName(String((value as { readonly wav: unknown }).wav));
  if (reads !== undefined) return writeExpected(value, at, writing);
  if (steps) return writeWord(schema, value, at, writing);
  if (anyOf) return writeOneOf(anyOf.map(resolved), value, at, writing);
  if (words && own) return words[own.indexOf(value as string)] ?? writing.refuse(at, show(value));
  if (items && Array.isArray(value))
    return value.map((item, index) => writing.value(items, item, `${at}[${index + 1}]`));
  if (schema.type === 'object' && schema.additionalProperties === false && isPlainObject(value))
    return writeFields(schema, value, at, writing);
  return writeData(value, at, writing);
}

function writeOneOf(variants: readonly FileSchema[], value: unknown, at: string, writing: Writing): unknown {
  if (isPlainObject(value) && stepSchema(variants, value)) return writeStep(variants, value, at, writing);
  const variant = variants.find((candidate) => couldHold(candidate, value));
  return variant
    ? writing.value(variant, value, at)
    : writing.refuse(at, typeof value === 'function' ? 'a function' : 'no plain data');
}

function couldHold({ type, reads, const: only, anyOf, properties }: FileSchema, value: unknown): boolean {
  if (reads === 'wav') return isPlainObject(value) && 'wav' in value;
  if (reads === 'duration') return typeof value === 'number';
  if (only !== undefined) return value === only;
  if (anyOf) return anyOf.some((variant) => couldHold(variant, value));
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type !== 'object') return typeof value === type;
  if (!isPlainObject(value)) return false;
  const fields = Object.entries(properties ?? {}).map(([key, { field = [key] }]) => field[0]);
  return properties === undefined || Object.keys(value).every((key) => fields.includes(key));
}
