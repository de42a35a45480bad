import type { Detector } from './finding.ts';

/** Which first digits with how many digits in all make a card number (ISO/IEC 7812; ranges as published by the networks). */
const networks: readonly RegExp[] = [
  /^4(?:\d{12}|\d{15}|\d{18})$/, // Visa
  /^(?:5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12})$/, // Mastercard
  /^3[47]\d{13}$/, // American Express
  /^3(?:0[0-5]|[68]\d)\d{11}$/, // Diners Club
  /^6(?:011|5\d\d|4[4-9]\d)\d{12}$/, // Discover
  /^35(?:2[89]|[3-8]\d)\d{12}$/, // JCB
  /^62\d{14,17}$/, // UnionPay
  /^(?:50|5[6-9]|6\d)\d{14}$/, // Maestro
];

/** Whether digits are the number of a payment card: those of a network, and right by the check of Luhn. */
export function isCardNumber(text: string): boolean {
  const digits = text.replaceAll(/\D/g, '');
  return networks.some((network) => network.test(digits)) && isLuhn(digits);
}

/** ISO/IEC 7812-1, annex B. */
export function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Thirteen to nineteen digits, alone or in groups. */
export const cardDetector: Detector = {
  type: 'card',
  pattern: /(?<![\d.+])\d(?:[\s\u00A0\u202F.\u2010-\u2015_-]{0,2}\d){12,18}(?!\d)/gu,
  isOne: isCardNumber,
};
