import { closestName } from '@duologue/core';

/** A question that names the word that was probably meant, or nothing. */
export function meant(word: unknown, words: readonly string[]): string {
  const closest = typeof word === 'string' ? closestName(word, words) : undefined;
  return closest === undefined ? '' : `. Did you mean "${closest}"?`;
}
