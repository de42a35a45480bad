/**
 * The stretch of a text that holds the most of the given words, cut between words, at most `maxCharacters` long.
 * `words` are as they stand in the index: lower case, without accents.
 */
export function snippet(text: string, words: readonly string[], maxCharacters: number): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  if (flat.length <= maxCharacters) return flat;
  const start = startOfSentence(flat, bestStart(flat, words, maxCharacters));
  const room = maxCharacters - 2;
  const end = start + room >= flat.length ? flat.length : flat.lastIndexOf(' ', start + room);
  return `${start > 0 ? '…' : ''}${flat.slice(start, end).trim()}${end < flat.length ? '…' : ''}`;
}

function bestStart(flat: string, words: readonly string[], width: number): number {
  const wanted = new Set(words);
  const hits = [...flat.matchAll(/[\p{L}\p{N}]+/gu)]
    .filter(([word]) => wanted.has(foldWord(word)))
    .map(({ index }) => index);
  let best = { start: 0, count: 0 };
  for (const start of hits) {
    const count = hits.filter((hit) => hit >= start && hit < start + width * 0.8).length;
    if (count > best.count) best = { start, count };
  }
  return best.start;
}

/** Steps back to where the sentence begins, or at least the word; at most 80 characters. */
function startOfSentence(flat: string, index: number): number {
  const before = flat.slice(Math.max(0, index - 80), index);
  const stop = Math.max(before.lastIndexOf('. '), before.lastIndexOf('? '), before.lastIndexOf('! '));
  if (index <= 80 && stop < 0) return 0;
  return stop < 0 ? index : index - before.length + stop + 2;
}

/** Lower case and without accents, as words stand in the index. */
export function foldWord(word: string): string {
  return word.toLowerCase().normalize('NFKD').replaceAll(/\p{M}/gu, '');
}
