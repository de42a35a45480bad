import { randomLane } from '@duologue/core';
import { isLuhn } from './card-number.ts';
import { looksRandom } from './high-entropy.ts';
import { isIban } from './personal-data.ts';
import { redactedTypes, writePlaceholder, type Placeholder } from './placeholder.ts';

/**
 * A value of the type that a placeholder stands for, which is nobody's: a number of the range for films (555-0100 to 0199),
 * an address at example.com, a card number of a test range. Recorded again, it becomes the same kind of placeholder.
 */
export function madeUpValue({ type, index }: Placeholder): string {
  switch (type) {
    case 'phone':
      return `+1 ${201 + (Math.floor((index - 1) / 100) % 700)} 555 ${String(100 + ((index - 1) % 100)).padStart(4, '0')}`;
    case 'email':
      return `person-${index}@example.com`;
    case 'card':
      return checked(`42424242${String(index).padStart(7, '0')}`, isLuhn);
    case 'iban':
      return iban(index);
    case 'identity':
      return `078-05-${String(1_000 + (index % 9_000))}`;
    case 'key':
      return `sk_${letters(type, index)}`;
    case 'number':
      return String(index);
    case 'variable':
    case 'prompt':
      return `${type} ${index}`;
    case 'token':
    case 'signature':
    case 'secret':
      return letters(type, index);
  }
}

/** How many values of each type are known to be made up. */
const knownOfEach = 100;

let madeUp: RegExp | undefined;

/** A text in which made-up values are placeholders again: they are nobody's, and may stand in any file. */
export function withPlaceholders(text: string): string {
  // an immutable memo: the values are always the same
  madeUp ??= new RegExp(String.raw`(?<!\w)(?:${allMadeUp().map(escaped).join('|')})(?!\w)`, 'g');
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

function checked(start: string, isRight: (text: string) => boolean): string {
  return Array.from('0123456789', (digit) => start + digit).find(isRight) ?? start;
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
