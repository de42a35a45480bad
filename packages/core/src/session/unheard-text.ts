import type { TranscriptEntry } from './facts.ts';

/**
 * What an agent meant to say in a turn that was cut, and nobody heard: the plan without its beginning that was heard.
 * Undefined for a turn that was not cut, and where the plan does not begin with what was heard.
 */
export function unheardText({ interrupted, text, plannedText }: TranscriptEntry): string | undefined {
  if (!interrupted || plannedText === undefined) return undefined;
  const heard = inOneLine(text).replace(/\s*(\.{3}|…)$/, '');
  const planned = inOneLine(plannedText);
  return planned.startsWith(heard) ? planned.slice(heard.length).trim() : undefined;
}

function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
