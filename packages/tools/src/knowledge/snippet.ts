import { cutPlace, foldWord, wordsOf } from './words.ts';

/**
 * The stretch of a text that holds the most of the given words, cut between words, at most `maxCharacters` long.
 * `words` are as they stand in the index: lower case, without accents.
 */
export function snippet(text: string, words: readonly string[], maxCharacters: number): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  if (flat.length <= maxCharacters) return flat;
  const start = startOfSentence(flat, bestStart(flat, words, maxCharacters * 0.8), maxCharacters * 0.2);
  const rest = flat.slice(start);
  const end = cutPlace(rest, maxCharacters - 2);
  return `${start > 0 ? '…' : ''}${rest.slice(0, end).trim()}${end < rest.length ? '…' : ''}`;
}

/** Where the `width` characters begin that hold the most hits; the first of several. */
function bestStart(flat: string, words: readonly string[], width: number): number {
  const wanted = new Set(words);
  const hits = wordsOf(flat)
    .filter(({ word }) => wanted.has(foldWord(word)))
    .map(({ index }) => index);
  let best = { start: 0, count: 0 };
  let end = 0;
  for (const [place, start] of hits.entries()) {
    while (end < hits.length && (hits[end] ?? 0) < start + width) end += 1;
    if (end - place > best.count) best = { start, count: end - place };
  }
  return best.start;
}

/** Steps back to where the sentence begins, if that is not far. */
function startOfSentence(flat: string, index: number, farthest: number): number {
  const reach = Math.floor(Math.min(80, farthest));
  if (index <= reach) return 0;
  const stops = [...flat.slice(index - reach, index).matchAll(/[.?!] |[。？！]/g)];
  const stop = stops.at(-1);
  return stop ? index - reach + stop.index + stop[0].length : index;
}
