/** A word and where it begins in its text. */
export interface PlacedWord {
  readonly word: string;
  readonly index: number;
}

/** Words as people see them, also where a script writes none apart. */
export function wordsOf(text: string): PlacedWord[] {
  if (!unspaced.test(text)) {
    return Array.from(text.matchAll(/[\p{L}\p{M}\p{N}]+/gu), ({ 0: word, index }) => ({ word, index }));
  }
  return Array.from(new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text))
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment, index }) => ({ word: segment, index }));
}

const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Lower case and without accents, as words stand in the index. */
export function foldWord(word: string): string {
  return word.toLowerCase().normalize('NFKD').replaceAll(/\p{M}/gu, '');
}

/**
 * Where to cut a text so that at most `room` characters stand before: at the last space, or between two characters as
 * people see them where no space lies in the second half.
 */
export function cutPlace(text: string, room: number): number {
  if (text.length <= room) return text.length;
  const window = text.slice(0, room + 1);
  const space = Math.max(window.lastIndexOf(' '), window.lastIndexOf('\n'));
  if (space > room / 2) return space;
  const character = new Intl.Segmenter().segment(text.slice(0, room + 64)).containing(room);
  return character && character.index > 0 ? character.index : room;
}
