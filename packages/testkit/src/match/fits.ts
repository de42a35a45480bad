import { differences, type Expected } from './differences.ts';

/** Whether a value is what was expected; nothing is expected where `expected` is undefined. */
export function fits(expected: Expected, actual: unknown): boolean {
  return expected === undefined || differences(expected, actual).length === 0;
}

/** Whether a text has a string as a part of it, or fits a pattern. */
export function fitsText(expected: Expected, text: string): boolean {
  return typeof expected === 'string' ? text.includes(expected) : fits(expected, text);
}
