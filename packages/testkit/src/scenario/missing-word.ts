import { closestName } from '@duologue/core';
import { hasWord, wordsOf } from '../speech/alignment.ts';
import type { Say, SpokenWord } from './server-steps.ts';

/** What is wrong with waiting for a word of a turn, with the word that was probably meant; undefined where nothing is. */
export function missingWord(
  text: string,
  { audio, words }: Pick<Say, 'audio' | 'words'>,
  word: string,
): string | undefined {
  if (!audio) return `the turn ${JSON.stringify(text)} has no audio, so no word of it is ever heard`;
  const spoken = words ? words.map((one: SpokenWord) => one.text).join(' ') : text;
  if (hasWord(spoken, word)) return undefined;
  const closest = closestName(word, wordsOf(spoken));
  const way = closest === undefined ? ' A barrier is one whole word.' : ` Did you mean "${closest}"?`;
  return `the turn ${JSON.stringify(text)} has no word "${word}".${way}`;
}
