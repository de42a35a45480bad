import type { Finding } from './finding.ts';

/** What may be the beginning of a telephone number or of an address in a text that ends anywhere. */
export function cutText(text: string): Finding[] {
  return [
    ...stretches(text, /\+?\d(?:[\s().-]{0,2}\d){3,}/g, 'phone'),
    ...stretches(text, /[^\s"'<>,;]{1,96}@[^\s"'<>,;]{0,255}/g, 'email'),
  ];
}

function stretches(text: string, pattern: RegExp, type: Finding['type']): Finding[] {
  return [...text.matchAll(pattern)].map(({ 0: { length }, index }) => ({
    from: index,
    to: index + length,
    type,
  }));
}
