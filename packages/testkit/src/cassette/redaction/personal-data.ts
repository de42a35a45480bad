import type { Detector, Finding } from './finding.ts';

const local = String.raw`(?:[\p{L}\p{N}!#$'*+^_|~.-]|%2B|%2E|%5F){1,96}`;
const label = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62}[\p{L}\p{N}])?`;

const said = String.raw`[\p{L}\p{N}_-]{1,64}(?:(?: dot | underscore | dash |\.)[\p{L}\p{N}_-]{1,64}){0,8}`;
const at = String.raw` ?(?:\bat\b|\(at\)|\[at\]) ?`;
const dot = String.raw` ?(?:\bdot\b|\(dot\)|\[dot\]) ?`;
const saidLabel = String.raw`[\p{L}\p{N}-]{1,64}`;
const ends = String.raw`(?:com|org|net|edu|gov|info|io|dev|app|co|uk|us|de|fr|es|it|nl|pl|eu|ch|at|example|test)\b`;

/** Addresses of mail, also as they stand in URLs, and as they are said. */
export const emailDetectors: readonly Detector[] = [
  { type: 'email', pattern: new RegExp(String.raw`${local}(?:@|%40)${label}(?:\.${label})+`, 'giu') },
  { type: 'email', pattern: new RegExp(String.raw`"[^"\s@]{1,64}"@${label}(?:\.${label})+`, 'gu') },
  // as it is said; without a dot that is said, only what is no ordinary word stands before "at"
  {
    type: 'email',
    pattern: new RegExp(
      String.raw`\b${said}${at}${saidLabel}(?:${dot}${saidLabel}){0,6}${dot}${ends}`,
      'giu',
    ),
  },
  {
    type: 'email',
    pattern: new RegExp(
      String.raw`\b(?=\S{0,64}[\d._])${said}${at}${label}(?:\.${label}){0,6}\.${ends}`,
      'giu',
    ),
  },
];

/** Account numbers (ISO 13616) whose check digits are right, whatever words stand behind them. */
export function findIbans(text: string): Finding[] {
  const found: Finding[] = [];
  let end = 0;
  for (const { 0: run, index } of text.matchAll(
    /(?<![A-Za-z\d])(?=[A-Z]{2}\d{2})[A-Z\d](?:[ \u00A0\u202F-]?[A-Z\d]){14,45}/giu,
  )) {
    if (index < end) continue;
    for (let length = run.length; length >= 15; length -= 1) {
      if (/[A-Za-z\d]/.test(run[length] ?? '') || !isIban(run.slice(0, length))) continue;
      end = index + length;
      found.push({ from: index, to: end, type: 'iban' });
      break;
    }
  }
  return found;
}

/** Social security numbers of the United States. */
export const ssnDetector: Detector = {
  type: 'identity',
  pattern: /(?<![\d-])(?!000|666|9\d\d)\d{3}[- ](?!00)\d{2}[- ](?!0000)\d{4}(?![\d-])/g,
};

/** Whether a text is an account number by its check digits (ISO 7064, MOD 97-10). */
export function isIban(text: string): boolean {
  const plain = text.replaceAll(/[^A-Za-z\d]/g, '').toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z\d]{11,30}$/.test(plain)) return false;
  let rest = 0;
  for (const char of plain.slice(4) + plain.slice(0, 4)) {
    const value = Number.parseInt(char, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
