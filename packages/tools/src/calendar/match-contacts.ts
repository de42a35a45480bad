import { distance } from 'fastest-levenshtein';
import type { Contact } from './contact.ts';
import { likeness, nameWords, type Likeness } from './name-likeness.ts';

export interface ContactMatches {
  /** As close as the worst of their words: `same`, `sounds`, or `near`. */
  readonly likeness: Likeness;
  /** Those that are spelled so come first. */
  readonly found: readonly Contact[];
}

const order = ['same', 'sounds', 'near'] as const;

/** Digits that a number must share with another, from the end: how it is dialled differs at the beginning. */
const sharedDigits = 7;

/**
 * Who may be meant by a name as it was heard, by an organisation or by a telephone number. Names that are spelled so and names
 * that only sound so stand together, for nobody hears the difference; what is merely near counts where there is nothing better.
 */
export function matchContacts(heard: string, people: readonly Contact[]): ContactMatches {
  const byNumber = people.filter((contact) => hasNumber(contact, heard));
  if (byNumber.length > 0) return { likeness: 'same', found: byNumber };
  const words = nameWords(heard);
  const fitting = people
    .map((contact) => ({ contact, fit: fitOf(words, contact) }))
    .filter((one): one is { contact: Contact; fit: Likeness } => one.fit !== undefined)
    .toSorted((a, b) => order.indexOf(a.fit) - order.indexOf(b.fit));
  const close = fitting.filter(({ fit }) => fit !== 'near');
  const best = close.length > 0 ? close : fitting;
  return { likeness: best[0]?.fit ?? 'near', found: best.map(({ contact }) => contact) };
}

/** Whose whole name, or a part of it, is spelled exactly so. */
export function namedExactly(name: string, people: readonly Contact[]): Contact[] {
  const words = nameWords(name);
  const found = people.filter((contact) => fitOf(words, { ...contact, organisation: '' }) === 'same');
  const whole = found.filter((contact) => nameWords(contact.name).join(' ') === words.join(' '));
  return whole.length > 0 ? whole : found;
}

/** The names that are least unlike one that nobody has, at most three. */
export function similarNames(heard: string, people: readonly Contact[]): string[] {
  const wanted = nameWords(heard).join(' ').slice(0, 60);
  const scored = people
    .flatMap(({ name, names }) => names.map((one) => ({ name, key: nameWords(one).join(' ').slice(0, 60) })))
    .map(({ name, key }) => ({ name, steps: distance(wanted, key), length: key.length }))
    .filter(({ steps, length }) => steps <= Math.max(wanted.length, length) * 0.45)
    .toSorted((a, b) => a.steps - b.steps);
  return [...new Set(scored.map(({ name }) => name))].slice(0, 3);
}

/** Every word that was heard has to fit one of the contact; the worst of them counts. */
function fitOf(words: readonly string[], { names, organisation }: Contact): Likeness | undefined {
  const own = [...names, organisation].flatMap((name) => {
    const parts = nameWords(name);
    // "Anne-Marie" may be heard as one word, and "Lovelace" as two
    return [...parts, parts.join('')];
  });
  if (words.length === 0) return undefined;
  if (own.includes(words.join(''))) return 'same';
  const fits = words.map((word) =>
    order.find((wanted) => own.some((other) => likeness(word, other) === wanted)),
  );
  if (fits.includes(undefined)) return undefined;
  return order.findLast((wanted) => fits.includes(wanted));
}

function hasNumber({ phones }: Contact, heard: string): boolean {
  if (!/^[\d\s()+./-]+$/.test(heard)) return false;
  const end = digitsOf(heard).slice(-sharedDigits);
  return end.length === sharedDigits && phones.some(({ number }) => digitsOf(number).endsWith(end));
}

function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, '');
}
