import { isCardNumber } from './card-number.ts';
import { readable } from './decoded-text.ts';
import type { RedactedType } from './placeholder.ts';
import { plainText } from './plain-text.ts';

/** Whether a text may be a value of a type. Generous: a placeholder may stand for a value in any spelling. */
export function fitsType(type: RedactedType, written: string): boolean {
  const text = plainText(readable(written));
  const digits = text.replaceAll(/\D/g, '').length;
  switch (type) {
    case 'email':
      return hasBothSides(text.trim());
    case 'phone':
      return digits >= 4 || /\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b/i.test(text);
    case 'card':
      return isCardNumber(text);
    case 'iban':
      return /^[A-Z]{2}\d{2}/i.test(text.trim());
    case 'number':
      return text.trim() !== '' && !Number.isNaN(Number(text));
    case 'identity':
    case 'key':
    case 'token':
    case 'signature':
    case 'secret':
    case 'variable':
    case 'prompt':
      return text !== '';
  }
}

/** Whether something stands before an @, and something behind it. */
function hasBothSides(text: string): boolean {
  return [...text.matchAll(/@|%40|\bat\b/gi)].some(
    ({ 0: { length }, index }) => index > 0 && index + length < text.length,
  );
}
