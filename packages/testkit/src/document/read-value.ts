import { isPlainObject, show } from '../match/show.ts';
import type { DocumentPath } from './document-problem.ts';
import type { FileSchema } from './file-schema.ts';
import { kindName } from './kind-name.ts';
import { meant } from './meant.ts';
import { isTooLong, readDuration } from './read-duration.ts';
import { readExpected } from './read-expected.ts';
import { readFields } from './read-fields.ts';
import { readStep, readWord } from './read-step.ts';
import type { Reading } from './reading.ts';
import { resolved } from './resolve-schema.ts';

/** Reads a value as its schema says; what cannot be is noted, and the result then means nothing. */
export function readValue(schema: FileSchema, value: unknown, at: DocumentPath, reading: Reading): unknown {
  const { $ref, reads, steps, anyOf, const: only, enum: words } = schema;
  if ($ref !== undefined) return reading.value(resolved(schema), value, at);
  if (reads !== undefined) return readWritten(schema, value, at, reading);
  if (steps) return readWord(schema, value, at, at, reading);
  if (anyOf) return readOneOf(anyOf.map(resolved), value, at, reading);
  if (only !== undefined) return expecting(schema, value === only, value, at, reading);
  if (words) return readEnum(schema, words, value, at, reading);
  switch (schema.type) {
    case 'object':
      return isPlainObject(value)
        ? readFields(schema, value, at, reading)
        : expecting(schema, false, value, at, reading);
    case 'array':
      return readList(schema, value, at, reading);
    case 'string':
    case 'boolean':
      return expecting(schema, typeof value === schema.type, value, at, reading);
    case 'number':
    case 'integer':
      return expecting(schema, isNumberIn(schema, value), value, at, reading);
    case 'null':
      return expecting(schema, value === null, value, at, reading);
    default:
      return value;
  }
}

function readWritten(schema: FileSchema, value: unknown, at: DocumentPath, reading: Reading): unknown {
  if (schema.reads === 'wav') {
    const file = typeof value === 'string' ? reading.fileOf(value) : undefined;
    expecting(schema, file !== undefined, value, at, reading);
    return { wav: file ?? '' };
  }
  if (schema.reads === 'duration') {
    const ms = readDuration(value);
    if (isTooLong(value)) reading.refuseValue(at, `can be a day at most, not ${show(value)}`);
    else expecting(schema, ms !== undefined, value, at, reading);
    return ms;
  }
  const isSpecial = isPlainObject(value) && Object.keys(value).some((key) => key.startsWith('$'));
  if (schema.reads === 'expected text' && typeof value === 'object' && value !== null && !isSpecial) {
    reading.refuseValue(at, `has to be a text. Fields of the message stand in "match"`);
  }
  return readExpected(value, at, reading);
}

function readOneOf(
  variants: readonly FileSchema[],
  value: unknown,
  at: DocumentPath,
  reading: Reading,
): unknown {
  if (variants.every(({ required = [] }) => required.length === 1) && variants.length > 3)
    return readStep(variants, value, at, reading);
  const attempts = variants.map((variant) => reading.attempt(variant, value, at));
  const good = attempts.find(({ problems }) => problems.length === 0);
  if (good) return good.result;
  const near = attempts[nearest(variants, value)];
  if (near) reading.problems.push(...near.problems);
  else reading.refuseValue(at, `has to be ${variants.map(kindName).join(', or ')}, not ${show(value)}`);
  return undefined;
}

/** An object that names the right keys, and what can only be one thing or null, deserve to hear what is wrong inside. */
function nearest(variants: readonly FileSchema[], value: unknown): number {
  const real = variants.filter(({ type }) => type !== 'null');
  if (real.length === 1) return variants.indexOf(real[0] as FileSchema);
  return variants.findIndex(
    ({ properties = {} }) => isPlainObject(value) && Object.keys(value).some((key) => key in properties),
  );
}

function readEnum(
  { words: own }: FileSchema,
  words: readonly string[],
  value: unknown,
  at: DocumentPath,
  reading: Reading,
): unknown {
  const index = words.indexOf(value as string);
  if (index < 0)
    reading.refuseValue(at, `has to be one of ${words.join(', ')}, not ${show(value)}${meant(value, words)}`);
  return (own ?? words)[index];
}

function readList(schema: FileSchema, value: unknown, at: DocumentPath, reading: Reading): unknown {
  const { items, minItems = 0 } = schema;
  if (!Array.isArray(value)) return expecting(schema, false, value, at, reading);
  if (value.length < minItems) reading.refuseValue(at, 'is empty');
  return items ? value.map((item, index) => reading.value(items, item, [...at, index])) : value;
}

function isNumberIn(schema: FileSchema, value: unknown): boolean {
  const { type, minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity } = schema;
  return (
    typeof value === 'number' &&
    value >= minimum &&
    value <= maximum &&
    value > exclusiveMinimum &&
    (type === 'number' || Number.isInteger(value))
  );
}

function expecting(
  schema: FileSchema,
  fits: boolean,
  value: unknown,
  at: DocumentPath,
  reading: Reading,
): unknown {
  if (!fits) reading.refuseValue(at, `has to be ${kindName(schema)}, not ${show(value)}`);
  return value;
}
