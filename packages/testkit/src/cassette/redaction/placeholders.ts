import { isPlainObject } from '../../match/show.ts';
import { isCardNumber } from './card-number.ts';
import { madeUpValue } from './made-up-value.ts';
import { comparable } from './placeholder-book.ts';
import {
  isPlaceholder,
  splitAtPlaceholders,
  writePlaceholder,
  type Placeholder,
  type TextPiece,
} from './placeholder.ts';
import { plainText } from './plain-text.ts';

/** A value that is compared with what a client sent. */
interface PlaceholderMatcher {
  asymmetricMatch(actual: unknown): boolean;
  /** What messages show. */
  toAsymmetricMatcher(): string;
}

interface BoundValue {
  readonly value: string;
  /** Nobody has said it but the replay itself: the client may know better. */
  readonly isMadeUp: boolean;
}

/** What the placeholders of a cassette stand for while one conversation is replayed: any value of their type, always the same. */
export class Placeholders {
  readonly #values = new Map<string, BoundValue>();

  /** Whether a value of a client is what the cassette has: a placeholder is any value of its type, and the same wherever it stands. */
  matches(expected: unknown, actual: unknown): boolean {
    if (typeof expected !== 'string') return Object.is(expected, actual);
    const pieces = splitAtPlaceholders(expected);
    const [only] = pieces;
    if (pieces.length === 1 && typeof only === 'object') return this.#matchesOne(only, actual);
    if (typeof actual !== 'string') return false;
    const match = new RegExp(`^${pieces.map(patternOf).join('')}$`, 'su').exec(actual);
    if (!match) return false;
    const found = pieces.filter((piece) => typeof piece === 'object');
    const isRight = found.every((piece, index) => this.#fits(piece, match[index + 1] ?? ''));
    if (isRight) for (const [index, piece] of found.entries()) this.#bind(piece, match[index + 1] ?? '');
    return isRight;
  }

  /** Compares a whole message, and forgets what that has bound where it was not the right one. */
  attempt<T>(compare: () => T, isRight: (result: T) => boolean): T {
    const before = [...this.#values];
    const result = compare();
    if (isRight(result)) return result;
    this.#values.clear();
    for (const [name, value] of before) this.#values.set(name, value);
    return result;
  }

  /** A copy in which every text with a placeholder is a matcher, and everything else as it was. */
  expected(value: unknown): unknown {
    if (typeof value === 'string')
      return splitAtPlaceholders(value).some(isOne) ? this.#matcher(value) : value;
    if (Array.isArray(value)) return value.map((item) => this.expected(item));
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.expected(inner)]));
  }

  /** A copy in which every placeholder is the value it stands for, or one made up where none was seen so far. */
  fill(value: unknown): unknown {
    if (typeof value === 'string') return this.#fillText(value);
    if (Array.isArray(value)) return value.map((item) => this.fill(item));
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [String(this.#fillText(key)), this.fill(inner)]),
    );
  }

  #fillText(text: string): unknown {
    const pieces = splitAtPlaceholders(text);
    if (!pieces.some(isOne)) return text;
    const filled = pieces.map((piece) => (typeof piece === 'string' ? piece : this.#valueOf(piece))).join('');
    const [only] = pieces;
    return pieces.length === 1 && typeof only === 'object' && only.type === 'number'
      ? Number(filled)
      : filled;
  }

  #valueOf(piece: Placeholder): string {
    const name = writePlaceholder(piece);
    const bound = this.#values.get(name) ?? { value: madeUpValue(piece), isMadeUp: true };
    this.#values.set(name, bound);
    return bound.value;
  }

  #matcher(expected: string): PlaceholderMatcher {
    return {
      asymmetricMatch: (actual) => this.matches(expected, actual),
      toAsymmetricMatcher: () => JSON.stringify(expected),
    };
  }

  #matchesOne(piece: Placeholder, actual: unknown): boolean {
    const isScalar = typeof actual === 'string' || typeof actual === 'number';
    if (!isScalar || (piece.type === 'number' && Number.isNaN(Number(actual)))) return false;
    if (!this.#fits(piece, String(actual))) return false;
    this.#bind(piece, String(actual));
    return true;
  }

  #fits(piece: Placeholder, actual: string): boolean {
    if (actual === writePlaceholder(piece)) return true;
    const bound = this.#values.get(writePlaceholder(piece));
    if (bound && comparable(piece.type, bound.value) === comparable(piece.type, actual)) return true;
    return (!bound || bound.isMadeUp) && isOfType(piece, actual);
  }

  #bind(piece: Placeholder, actual: string): void {
    const name = writePlaceholder(piece);
    const bound = this.#values.get(name);
    if (isPlaceholder(actual) || (bound && !bound.isMadeUp)) return;
    this.#values.set(name, { value: actual, isMadeUp: false });
  }
}

function isOne(piece: TextPiece): boolean {
  return typeof piece === 'object';
}

function patternOf(piece: TextPiece): string {
  return typeof piece === 'string' ? piece.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`) : '(.+?)';
}

/** Generous: a placeholder may stand for a value in any spelling. */
function isOfType({ type }: Placeholder, written: string): boolean {
  const text = plainText(written);
  const digits = text.replaceAll(/\D/g, '').length;
  switch (type) {
    case 'email':
      return /\S.*(?:@|%40|\bat\b).*\S/i.test(text);
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
