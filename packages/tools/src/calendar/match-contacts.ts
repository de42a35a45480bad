import { distance } from 'fastest-levenshtein';
import type { Contact } from './contact.ts';
import { likeness, nameWords, soundingWords, type Likeness, type NameWord } from './name-likeness.ts';

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
  const byNumber = withNumber(heard, people);
  if (byNumber.length > 0) return { likeness: 'same', found: byNumber };
  const words = heardWords(heard);
  const fitting = people
    .map((contact) => ({
      contact,
      fit: fitOf(words, [...contact.words, ...contact.organisationWords]),
    }))
    .filter((one): one is { contact: Contact; fit: Likeness } => one.fit !== undefined)
    .toSorted((a, b) => order.indexOf(a.fit) - order.indexOf(b.fit));
  const close = fitting.filter(({ fit }) => fit !== 'near');
  const best = close.length > 0 ? close : fitting;
  return { likeness: best[0]?.fit ?? 'near', found: best.map(({ contact }) => contact) };
}

/** Whose whole name, or a part of it, is spelled exactly so. */
export function namedExactly(name: string, people: readonly Contact[]): Contact[] {
  const words = heardWords(name);
  const found = people.filter((contact) => fitOf(words, contact.words) === 'same');
  const whole = found.filter((contact) => nameWords(contact.name).join(' ') === nameWords(name).join(' '));
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

interface HeardWords {
  readonly words: readonly NameWord[];
  /** All of them as one. */
  readonly joined: string;
}

function heardWords(heard: string): HeardWords {
  const words = nameWords(heard);
  return {
    words: words.flatMap((word) => soundingWords(word).slice(0, 1)),
    joined: words.join(''),
  };
}

/** Every word that was heard has to fit one of the contact; the worst of them counts. */
function fitOf({ words, joined }: HeardWords, own: readonly NameWord[]): Likeness | undefined {
  if (words.length === 0) return undefined;
  if (own.some(({ word }) => word === joined)) return 'same';
  let worst = 0;
  for (const word of words) {
    const best = own.reduce<number>((least, other) => {
      if (least === 0) return 0;
      const found = likeness(word, other);
      return found === undefined ? least : Math.min(least, order.indexOf(found));
    }, order.length);
    worst = Math.max(worst, best);
    if (worst === order.length) return undefined;
  }
  return order[worst];
}

function withNumber(heard: string, people: readonly Contact[]): Contact[] {
  const end = /^[\d\s()+./-]+$/.test(heard) ? digitsOf(heard).slice(-sharedDigits) : '';
  if (end.length < sharedDigits) return [];
  return people.filter(({ phones }) => phones.some(({ number }) => digitsOf(number).endsWith(end)));
}

function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, '');
}
