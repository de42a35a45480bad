import { isPlainObject } from '../match/show.ts';
import { AnyOf } from './any-of.ts';
import { patternIn } from './read-expected.ts';
import { writeData } from './write-data.ts';
import type { Writing } from './writing.ts';

/** What a file has for a value that a message is compared with; the other way round than `readExpected`. */
export function writeExpected(value: unknown, at: string, writing: Writing): unknown {
  if (value === undefined) return { $absent: true };
  if (value instanceof RegExp) return String(value);
  if (value instanceof AnyOf) return { $any: value.type };
  if (typeof value === 'string' && patternIn(value)) return { $literal: value };
  if (Array.isArray(value))
    return value.map((item, index) => writeExpected(item, `${at}[${index}]`, writing));
  if (!isPlainObject(value)) return writeData(value, at, writing);
  if ('asymmetricMatch' in value) return writing.refuse(at, 'a matcher of a test runner');
  if (Object.keys(value).some((key) => key.startsWith('$')))
    return { $literal: writeData(value, at, writing) };
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, writeExpected(inner, `${at}.${key}`, writing)]),
  );
}
