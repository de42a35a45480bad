/** What a placeholder stands for. */
export const redactedTypes = [
  'key',
  'token',
  'signature',
  'secret',
  'email',
  'phone',
  'card',
  'iban',
  'identity',
  'variable',
  'prompt',
  'number',
] as const;

export type RedactedType = (typeof redactedTypes)[number];

/** A value that was taken out: the same value has the same number wherever it stands in a cassette. */
export interface Placeholder {
  readonly type: RedactedType;
  /** From 1 on, within its type. */
  readonly index: number;
}

const pattern = new RegExp(`\\{\\{redacted:(${redactedTypes.join('|')}):([1-9]\\d{0,8})\\}\\}`, 'g');

/** A placeholder as it stands in a cassette: `{{redacted:phone:1}}`. */
export function writePlaceholder({ type, index }: Placeholder): string {
  return `{{redacted:${type}:${index}}}`;
}

/** A piece of a text: what was kept, or a placeholder. */
export type TextPiece = string | Placeholder;

/** A text in pieces, in order; pieces that were kept are never empty. */
export function splitAtPlaceholders(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) pieces.push(text.slice(end, match.index));
    pieces.push({ type: match[1] as RedactedType, index: Number(match[2]) });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}

/** Whether a text is one placeholder and nothing else. */
export function isPlaceholder(text: string): boolean {
  const [piece, ...others] = splitAtPlaceholders(text);
  return typeof piece === 'object' && others.length === 0;
}
