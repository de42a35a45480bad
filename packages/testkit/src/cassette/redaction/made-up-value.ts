import { randomLane } from '@duologue/core';
import { looksRandom } from './high-entropy.ts';
import {
  madeUpAmount,
  madeUpCard,
  madeUpCode,
  madeUpDate,
  madeUpNumbers,
  madeUpPhone,
} from './made-up-number.ts';
import { isIban } from './personal-data.ts';
import { redactedTypes, writePlaceholder, type Placeholder } from './placeholder.ts';
import { anything, poured } from './value-shape.ts';

/**
 * A value of the type that a placeholder stands for, which is nobody's: a number of the range for films (555-0100 to 0199),
 * an address at example.com, a card number of a test range. Recorded again, it becomes the same kind of placeholder.
 */
export function madeUpValue({ type, index, shape }: Placeholder): string {
  if (shape === anything) return `${type} ${index}`;
  switch (type) {
    case 'phone':
      return madeUpPhone(index, shape);
    case 'email':
      return `person-${index}@example.com`;
    case 'card':
      return madeUpCard(index, shape);
    case 'iban':
      return iban(index);
    case 'identity':
      return identity(index, shape);
    case 'key':
      return `sk_${letters(type, index)}`;
    case 'number':
      return madeUpAmount(index, shape);
    case 'variable':
    case 'prompt':
      return `${type} ${index}`;
    case 'token':
    case 'signature':
    case 'secret':
      return shape === undefined ? letters(type, index) : madeUpCode(index, shape);
  }
}

/** How many values of each type are known to be made up. */
const knownOfEach = 100;

let madeUp: RegExp | undefined;

/** A text in which made-up values are placeholders again: they are nobody's, and may stand in any file. */
export function withPlaceholders(text: string): string {
  // an immutable memo: the values are always the same
  madeUp ??= new RegExp(
    String.raw`(?<!\w)(?:${[...allMadeUp().map(escaped), ...madeUpNumbers].join('|')})(?!\w)`,
    'g',
  );
  return text.replaceAll(madeUp, () => writePlaceholder({ type: 'secret', index: 1 }));
}

function allMadeUp(): string[] {
  const types = redactedTypes.filter((type) => type !== 'number' && type !== 'variable' && type !== 'prompt');
  return types.flatMap((type) =>
    Array.from({ length: knownOfEach }, (_, index) => madeUpValue({ type, index: index + 1 })),
  );
}

function escaped(value: string): string {
  return value.replaceAll(/[+.]/g, String.raw`\$&`);
}

function identity(index: number, shape = '999-99-9999'): string {
  if (shape.includes('YYYY')) return madeUpDate(index, shape);
  const figures = `07805${String(1_000 + (index % 9_000))}`;
  return (/[Aa]/.test(shape) ? undefined : poured(figures, shape)) ?? madeUpCode(index, shape);
}

function iban(index: number): string {
  const account = `37040044${String(532_013_000 + index).padStart(10, '0')}`;
  for (let check = 2; check < 99; check += 1) {
    const candidate = `DE${String(check).padStart(2, '0')}${account}`;
    if (isIban(candidate)) return candidate;
  }
  return account;
}

/** Letters and digits without a sense, the same ones for the same placeholder. */
function letters(type: string, index: number): string {
  const random = randomLane(index, `redacted ${type}`);
  const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  for (;;) {
    const text = Array.from({ length: 28 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
    if (looksRandom(text)) return text;
  }
}
