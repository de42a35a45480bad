import { cardDetector } from './card-number.ts';
import { credentialDetectors } from './credentials.ts';
import { findDecoded } from './decoded-text.ts';
import { findWith, withoutOverlaps, type Finding } from './finding.ts';
import { findRandom } from './high-entropy.ts';
import { emailDetectors, findIbans, ssnDetector } from './personal-data.ts';
import { findPhoneNumbers } from './phone-number.ts';
import { plainText } from './plain-text.ts';
import { splitAtPlaceholders, writePlaceholder } from './placeholder.ts';

/** What of a text is looked at. */
export interface TextPlace {
  /** An id or a word of the protocol: strings without sense, and digits, are at home there. */
  readonly isIdentifier?: boolean;
  /** An id of the service: no telephone number. */
  readonly isProtocolId?: boolean;
}

/** Everything in a text that has to go by its shape, in whatever code it is written, without overlaps and in order. */
export function findSensitive(written: string, place: TextPlace = {}): Finding[] {
  const look = (text: string) => findByShape(text, place);
  const findings = [...look(written), ...findDecoded(written, look)];
  return withoutOverlaps(outsidePlaceholders(written, findings));
}

/** Everything in a text, as it is written, that has to go by its shape. What surrounds placeholders is looked at as one text. */
export function findByShape(
  written: string,
  { isIdentifier = false, isProtocolId = false }: TextPlace = {},
): Finding[] {
  if (written.length < 4) return [];
  const text = plainText(written);
  return [
    ...credentialDetectors.flatMap((detector) => findWith(detector, text)),
    ...emailDetectors.flatMap((detector) => (mayBeEmail.test(text) ? findWith(detector, text) : [])),
    ...(hasDigits.test(text)
      ? [...findIbans(text), ...[cardDetector, ssnDetector].flatMap((detector) => findWith(detector, text))]
      : []),
    ...(isProtocolId ? [] : findPhoneNumbers(text)),
    ...(isIdentifier || isProtocolId ? [] : findRandom(text)),
  ];
}

const mayBeEmail = /@|%40|\bat\b/i;
const hasDigits = /\d\D{0,4}\d\D{0,4}\d/;

/** Findings that are no part of a placeholder. */
export function outsidePlaceholders(text: string, findings: readonly Finding[]): Finding[] {
  if (findings.length === 0 || !text.includes('{{redacted:')) return [...findings];
  const taken: [number, number][] = [];
  let end = 0;
  for (const piece of splitAtPlaceholders(text)) {
    const length = typeof piece === 'string' ? piece.length : writePlaceholder(piece).length;
    if (typeof piece !== 'string') taken.push([end, end + length]);
    end += length;
  }
  return findings.filter(({ from, to }) => !taken.some(([start, stop]) => start < to && from < stop));
}
