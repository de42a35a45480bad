import { isPlainObject } from '../match/show.ts';
import type { Writing } from './writing.ts';

/** Plain data as it is; what is none is refused. */
export function writeData(value: unknown, at: string, writing: Writing): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number')
    return Number.isFinite(value) ? value : writing.refuse(at, `the number ${value}`);
  if (Array.isArray(value)) return value.map((item, index) => writeData(item, `${at}[${index}]`, writing));
  if (isPlainObject(value) && isPlain(value)) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return Object.fromEntries(
      entries.map(([key, inner]) => [key, writeData(inner, `${at}.${key}`, writing)]),
    );
  }
  return writing.refuse(at, typeof value === 'function' ? 'a function' : 'no plain data');
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
