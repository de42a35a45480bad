/** What is seen as nothing and stands between characters: zero width, soft hyphen. */
const invisible = /[\u00AD\u200B-\u200F\u2060\uFEFF]/g;

/**
 * A text as long as it was in which full-width letters, foreign digits and invisible characters do not hide anything:
 * what is invisible becomes a hyphen, which numbers and addresses may have.
 */
export function plainText(text: string): string {
  if (!/[\u0080-\uFFFF]/.test(text)) return text;
  return text
    .replaceAll(/[\uFF01-\uFF5E]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfe_e0))
    .replaceAll(/\p{Nd}/gu, (char) => (char.length > 1 ? char : String(digitValue(char))))
    .replaceAll(invisible, '-');
}

/** Of a digit of any script: digits stand in runs of ten, from zero on. */
function digitValue(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return code - zero;
}
