import { masked, valuesAt } from './mask-parameters.ts';

/** Shorter values are looked for only as words of their own: a table 2 is not in every 12. */
const shortest = 4;

/** Characters that are looked for at most. A call with more sensitive text than that has no text that may be shown. */
const mostCharacters = 20_000;

/** The sensitive values of a call as texts: every string and number at the paths, or inside of what is there. */
export function sensitiveTexts(
  parameters: Readonly<Record<string, unknown>>,
  paths: readonly string[],
): string[] {
  const texts = paths
    .flatMap((path) => valuesAt(parameters, path.split('.')))
    .flatMap(leaves)
    .map((value) => value.trim())
    .filter((text) => /[\p{L}\p{N}]/u.test(text));
  return [...new Set(texts)].toSorted((a, b) => b.length - a.length);
}

/**
 * Takes texts out of others, also as JSON writes them. A number, such as that of a card or a telephone, is found however its digits are grouped.
 */
export function withoutTexts(texts: readonly string[]): (text: string) => string {
  if (texts.length === 0) return (text) => text;
  if (texts.join('').length > mostCharacters) return () => masked;
  const pattern = new RegExp(texts.map(patternOf).join('|'), 'giu');
  return (text) => text.replace(pattern, masked);
}

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
}

function patternOf(text: string): string {
  const digits = text.replaceAll(/[\s().+/-]/g, '');
  const isNumber = /^\d{4,}$/.test(digits);
  const written = [text, JSON.stringify(text).slice(1, -1)].map(escape);
  const pattern = isNumber
    ? digits.split('').join(String.raw`[\s().+/-]{0,3}`)
    : [...new Set(written)].join('|');
  return digits.length < shortest
    ? String.raw`(?<![\p{L}\p{N}])(?:${pattern})(?![\p{L}\p{N}])`
    : `(?:${pattern})`;
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
