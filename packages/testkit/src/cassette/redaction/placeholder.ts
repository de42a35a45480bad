import { shapeSource } from './value-shape.ts';

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
  /** How it was written, where that is not how values of the type are made up. */
  readonly shape?: string | undefined;
}

const pattern = new RegExp(
  String.raw`\{\{redacted:(${redactedTypes.join('|')}):([1-9]\d{0,8})(?::(${shapeSource}))?\}\}`,
  'g',
);

/** A placeholder as it stands in a cassette: `{{redacted:phone:1}}`, or `{{redacted:phone:1:+99 99 999999}}`. */
export function writePlaceholder({ type, index, shape }: Placeholder): string {
  return `{{redacted:${type}:${index}${shape === undefined ? '' : `:${shape}`}}}`;
}

/** What is the same of all placeholders for one value. */
export function nameOf({ type, index }: Placeholder): string {
  return `${type}:${index}`;
}

/** A piece of a text: what was kept, or a placeholder. */
export type TextPiece = string | Placeholder;

/** A text in pieces, in order; pieces that were kept are never empty. */
export function splitAtPlaceholders(text: string): TextPiece[] {
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) pieces.push(text.slice(end, match.index));
    const [, type, index, shape] = match;
    pieces.push({ type: type as RedactedType, index: Number(index), ...(shape !== undefined && { shape }) });
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
