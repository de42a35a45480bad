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

/** How a word fits another, both as `nameWords` makes them; undefined where it does not. */
export function likeness(heard: string, word: string): Likeness | undefined {
  if (heard === word) return 'same';
  const sounds = soundsOf(heard);
  if (soundsOf(word).some((sound) => sounds.includes(sound))) return 'sounds';
  if (heard.length >= 3 && word.startsWith(heard)) return 'near';
  return distance(heard, word) <= Math.floor(Math.max(heard.length, word.length) / 4) ? 'near' : undefined;
}

/** Codes of how a word sounds (double metaphone); none for short sounds, which too many names share. */
function soundsOf(word: string): string[] {
  return doubleMetaphone(word).filter((code) => code.length >= 2);
}
