import type { SpokenWord } from '../scenario/server-steps.ts';

/** When each character of a text is heard, in whole milliseconds from the start of its audio. */
export interface CharTime {
  readonly char: string;
  readonly startMs: number;
  readonly durationMs: number;
}

/** A stretch of audio in milliseconds. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Spreads a text over the audio that says it: each character takes a part of the time, punctuation more than letters
 * because speakers pause there.
 */
export function spreadText(text: string, { startMs, endMs }: Span): CharTime[] {
  const chars = Array.from(text);
  const whole = chars.reduce((sum, char) => sum + weight(char), 0);
  const times: CharTime[] = [];
  let before = 0;
  for (const char of chars) {
    const start = startMs + Math.round(((endMs - startMs) * before) / whole);
    before += weight(char);
    const end = startMs + Math.round(((endMs - startMs) * before) / whole);
    times.push({ char, startMs: start, durationMs: end - start });
  }
  return times;
}

/** Places a text by the times of its words; the space after a word lasts until the next one. */
export function alignWords(words: readonly SpokenWord[]): CharTime[] {
  return words.flatMap((word, index) => {
    const times = spreadText(word.text, word);
    const next = words[index + 1];
    if (next)
      times.push({ char: ' ', startMs: word.endMs, durationMs: Math.max(0, next.startMs - word.endMs) });
    return times;
  });
}

/** The words that are heard to their end after `playedMs`. */
export function wordsHeard(times: readonly CharTime[], playedMs: number): string {
  let heard = 0;
  while (heard < times.length && endOf(times[heard]) <= playedMs) heard += 1;
  if (heard < times.length && !isSpace(times[heard])) {
    while (heard > 0 && !isSpace(times[heard - 1])) heard -= 1;
  }
  return times
    .slice(0, heard)
    .map(({ char }) => char)
    .join('')
    .trim();
}

/**
 * When the first whole word that reads `word` (letter case and punctuation left aside) is heard to its end;
 * undefined where the text does not have it.
 */
export function wordEndMs(times: readonly CharTime[], word: string): number | undefined {
  const wanted = bare(word);
  let begun = 0;
  for (let index = 0; index <= times.length; index += 1) {
    if (index < times.length && !isSpace(times[index])) continue;
    const spoken = times.slice(begun, index).map(({ char }) => char);
    if (index > begun && bare(spoken.join('')) === wanted) return endOf(times[index - 1]);
    begun = index + 1;
  }
  return undefined;
}

/** The words of a text, as `wordEndMs` knows them. */
export function wordsOf(text: string): string[] {
  return text
    .split(/\s+/)
    .map(bare)
    .filter((word) => word !== '');
}

/** Whether a text has a word, letter case and punctuation left aside. */
export function hasWord(text: string, word: string): boolean {
  return wordsOf(text).includes(bare(word));
}

function weight(char: string): number {
  if (/[.!?]/.test(char)) return 5;
  if (/[,;:]/.test(char)) return 3;
  return char === ' ' ? 0.6 : 1;
}

function bare(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}'-]/gu, '');
}

function endOf(time: CharTime | undefined): number {
  return time ? time.startMs + time.durationMs : 0;
}

function isSpace(time: CharTime | undefined): boolean {
  return time !== undefined && /\s/.test(time.char);
}
