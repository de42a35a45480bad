import { isPlainObject } from '../../match/show.ts';
import { differences } from '../../match/differences.ts';
import { fitsType } from './fits-type.ts';
import { madeUpValue } from './made-up-value.ts';
import { comparable } from './placeholder-book.ts';
import {
  isPlaceholder,
  nameOf,
  splitAtPlaceholders,
  type Placeholder,
  type TextPiece,
} from './placeholder.ts';
import { jsonIn } from './json-text.ts';
import { anything, respelled } from './value-shape.ts';

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
    return this.#matchesPieces(pieces, actual) || this.#matchesJson(expected, actual);
  }

  #matchesPieces(pieces: readonly TextPiece[], actual: string): boolean {
    const match = new RegExp(`^${pieces.map(patternOf).join('')}$`, 'su').exec(actual);
    if (!match) return false;
    const found = pieces.filter((piece) => typeof piece === 'object');
    const isRight = found.every((piece, index) => this.#fits(piece, match[index + 1] ?? ''));
    if (isRight) for (const [index, piece] of found.entries()) this.#bind(piece, match[index + 1] ?? '');
    return isRight;
  }

  /** JSON in a text is what it says, however it is written: where something was taken out it was written anew. */
  #matchesJson(expected: string, actual: string): boolean {
    const [wanted, said] = [jsonIn(expected), jsonIn(actual)];
    if (wanted === undefined || said === undefined) return false;
    return this.#isSame(wanted, said);
  }

  #isSame(wanted: unknown, said: unknown): boolean {
    return this.attempt(
      () => differences(this.expected(wanted), said, { exact: true }).length === 0,
      (isRight) => isRight,
    );
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
    if (Object.keys(value).some((key) => splitAtPlaceholders(key).some(isOne))) return this.#matcherOf(value);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.expected(inner)]));
  }

  /** Names of fields that hold placeholders may be any names that fit, each with a value that fits. */
  #matcherOf(expected: Readonly<Record<string, unknown>>): PlaceholderMatcher {
    return {
      asymmetricMatch: (actual) => isPlainObject(actual) && this.#matchesFields(expected, actual),
      toAsymmetricMatcher: () => JSON.stringify(expected),
    };
  }

  #matchesFields(
    expected: Readonly<Record<string, unknown>>,
    actual: Readonly<Record<string, unknown>>,
  ): boolean {
    const left = new Set(Object.keys(actual));
    const plainFirst = Object.entries(expected).toSorted(
      ([one], [other]) =>
        Number(splitAtPlaceholders(one).some(isOne)) - Number(splitAtPlaceholders(other).some(isOne)),
    );
    return (
      plainFirst.every(([key, wanted]) => {
        const name = [...left].find((candidate) =>
          this.attempt(
            () => this.matches(key, candidate) && this.#isSame(wanted, actual[candidate]),
            (isRight) => isRight,
          ),
        );
        return name !== undefined && left.delete(name);
      }) && left.size === 0
    );
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
    // a number in JSON has no quotes
    const inner = pieces.some((piece) => typeof piece === 'object' && piece.type === 'number')
      ? jsonIn(text)
      : undefined;
    if (inner !== undefined) return JSON.stringify(this.fill(inner));
    const filled = pieces.map((piece) => (typeof piece === 'string' ? piece : this.#valueOf(piece))).join('');
    const [only] = pieces;
    return pieces.length === 1 && typeof only === 'object' && only.type === 'number'
      ? Number(filled)
      : filled;
  }

  #valueOf(piece: Placeholder): string {
    const bound = this.#values.get(nameOf(piece)) ?? { value: madeUpValue(piece), isMadeUp: true };
    this.#values.set(nameOf(piece), bound);
    return respelled(bound.value, piece);
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
    const [same] = splitAtPlaceholders(actual);
    if (typeof same === 'object' && isPlaceholder(actual) && nameOf(same) === nameOf(piece)) return true;
    const bound = this.#values.get(nameOf(piece));
    if (bound && comparable(piece.type, bound.value) === comparable(piece.type, actual)) return true;
    return (!bound || bound.isMadeUp) && (piece.shape === anything || fitsType(piece.type, actual));
  }

  #bind(piece: Placeholder, actual: string): void {
    const name = nameOf(piece);
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
