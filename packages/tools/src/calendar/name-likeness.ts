import { doubleMetaphone } from 'double-metaphone';
import { distance } from 'fastest-levenshtein';

/** How a word that was heard fits a name: spelled so, sounding so, or only near it. */
export type Likeness = 'same' | 'sounds' | 'near';

/** Words that tell nobody apart: titles, and what joins a name to an organisation. */
const fillers = new Set('mr mrs ms miss dr prof professor herr frau sir madam of from at the and'.split(' '));

/** The words of a name in lower case, without accents and titles: "Dr. José O'Neil" is "jose" and "oneil". */
export function nameWords(name: string): string[] {
  const words = name
    .normalize('NFKD')
    .replaceAll(/[\p{M}'’.]/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('æ', 'ae')
    .replaceAll('ł', 'l')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const named = words.filter((word) => !fillers.has(word));
  return named.length === 0 ? words : named;
}

/** A word of a name, with how it sounds. */
export interface NameWord {
  readonly word: string;
  /** Codes of double metaphone; none for short sounds, which too many names share. */
  readonly sounds: readonly string[];
}

/** The words of a name, and the name as one word: "Anne-Marie" may be heard as one, and "Lovelace" as two. */
export function soundingWords(name: string): NameWord[] {
  const words = nameWords(name);
  return [...new Set([...words, words.join('')])].map((word) => ({
    word,
    sounds: doubleMetaphone(word).filter((code) => code.length >= 2),
  }));
}

/** How a word that was heard fits another; undefined where it does not. */
export function likeness(heard: NameWord, other: NameWord): Likeness | undefined {
  if (heard.word === other.word) return 'same';
  if (heard.sounds.some((sound) => other.sounds.includes(sound))) return 'sounds';
  if (heard.word.length >= 3 && other.word.startsWith(heard.word)) return 'near';
  const { length } = heard.word;
  const most = Math.floor(Math.max(length, other.word.length) / 4);
  if (Math.abs(length - other.word.length) > most) return undefined;
  return distance(heard.word, other.word) <= most ? 'near' : undefined;
}
