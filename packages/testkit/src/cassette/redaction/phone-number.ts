import type { Finding } from './finding.ts';
import { readable } from './decoded-text.ts';
import { plainText } from './plain-text.ts';

const gap = String.raw`(?:[\s\u00A0\u202F\u2009().\/\u2010-\u2015-]|%(?:20|28|29|2D))`;

/** A number may stand behind a name for it. */
const start = String.raw`(?:(?<![\w%])|(?<=(?:tel|phone|mobile|fax|sms|whatsapp|caller|from|to)[_-]))`;

/** Digits as telephone numbers are written, with the sign for abroad or without. */
const candidate = new RegExp(
  String.raw`${start}(?<!\d\.)(?<plus>\+ ?|%2B|00)?(?:\(|%28)?\d(?:${gap}{0,3}\d){4,19}(?![\d\w])`,
  'giu',
);

/** Stretches of digits that are something else: moments, dates, addresses of computers, UUIDs, amounts of money. */
const others: readonly RegExp[] = [
  /\b\d{4}-[01]\d-[0-3]\d(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?/g,
  /\b[0-3]?\d[./][01]?\d[./](?:19|20)\d\d\b/g,
  /\b\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\b/g,
  /\b(?:\d{1,3}\.){3}\d{1,3}\b(?!\.?\d)/g,
  /\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi,
  /(?<![\d.])[1-9]?\d{1,2}\.\d{4,}(?![\d.])/g,
  /(?<![\d.])0\.\d+(?![\d.])/g,
  /\b(?:19|20)\d\d ?[\u2013-] ?(?:19|20)\d\d\b/g,
];

/** Numbers that a spoken text spells out, in English: seven figures or more. */
const figure = 'zero|oh|o|one|two|three|four|five|six|seven|eight|nine';
const spoken = new RegExp(
  String.raw`\b(?:plus[\s,]+)?(?:(?:double|triple)[\s,-]+)?(?:${figure})(?:[\s,.-]+(?:(?:double|triple)[\s,-]+)?(?:${figure})){6,}\b`,
  'giu',
);

/** A number that is read out, with a comma behind each figure. */
const figureByFigure = /(?<![\d.,])\d(?:,\s?\d(?!\d)){6,18}/g;

/** Whether figures only rise, or only fall: a list of days or of stars. */
function isCounting(list: string): boolean {
  const figures = list.match(/\d/g) ?? [];
  const sorted = figures.toSorted();
  return [sorted, sorted.toReversed()].some((order) => order.join('') === figures.join(''));
}

/** All telephone numbers of a text: more rather than less. */
export function findPhoneNumbers(text: string): Finding[] {
  const taken = others.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ 0: { length }, index }) => [index, index + length] as const),
  );
  const found: Finding[] = [];
  for (const match of text.matchAll(candidate)) {
    const [from, to] = [match.index, match.index + match[0].length];
    if (taken.some(([start, end]) => start < to && from < end)) {
      // a date beside a number: look at what is left of the stretch
      for (const [start, end] of piecesBeside(from, to, taken))
        if (isPhoneNumber(text.slice(start, end))) found.push({ from: start, to: end, type: 'phone' });
    } else if (isPhoneNumber(match[0])) found.push({ from, to, type: 'phone' });
  }
  for (const { 0: list, index } of text.matchAll(figureByFigure))
    if (!isCounting(list)) found.push({ from: index, to: index + list.length, type: 'phone' });
  for (const { 0: words, index } of text.matchAll(spoken))
    found.push({ from: index, to: index + words.length, type: 'phone' });
  return found;
}

/** Whether a stretch of digits is long enough, and written as numbers of telephones are. */
export function isPhoneNumber(text: string): boolean {
  const trimmed = decoded(text).trim();
  const digits = trimmed.replaceAll(/\D/g, '');
  const { length } = digits;
  if (length > 17) return false;
  if (/^(?:\+|00)/.test(trimmed)) return length >= 7;
  const isGrouped = /\d\D+\d/.test(trimmed);
  // a moment in seconds or milliseconds begins with 1
  if (!isGrouped)
    return (
      (length === 11 || (length >= 9 && length <= 12 && !digits.startsWith('1'))) && !/^0{3}/.test(digits)
    );
  return (
    (length >= 9 && length <= 15) ||
    (digits.startsWith('0') && length >= 7) ||
    /^\(?\d{3}\)?[-.\s]\d{4}$/.test(trimmed)
  );
}

/** What makes two writings of a number the same number. */
export function phoneDigits(text: string): string {
  return plainText(readable(text)).replaceAll(/\D/g, '').replace(/^00/, '') || text.toLowerCase();
}

/** A number without the codes that it has in addresses. */
function decoded(text: string): string {
  return text.replaceAll(/%2B/gi, '+').replaceAll(/%[\da-f]{2}/gi, ' ');
}

function piecesBeside(
  from: number,
  to: number,
  taken: readonly (readonly [number, number])[],
): (readonly [number, number])[] {
  let pieces: (readonly [number, number])[] = [[from, to]];
  for (const [start, end] of taken) {
    pieces = pieces.flatMap(([left, right]) =>
      end <= left || right <= start
        ? [[left, right] as const]
        : [[left, Math.max(left, start)] as const, [Math.min(right, end), right] as const],
    );
  }
  return pieces.filter(([left, right]) => right - left >= 7);
}
