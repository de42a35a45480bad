import type { TranscriptEntry } from './facts.ts';

export interface CueOptions {
  /** How the two sides are called; default `User` and `Agent`. */
  readonly speakers?: { readonly user?: string; readonly agent?: string };
  /**
   * How long an entry was spoken, in milliseconds. A transcript knows only when an entry began: by default its
   * end is reckoned from the length of its text, and is at the latest where the next one begins.
   */
  readonly durationMs?: (entry: TranscriptEntry) => number | undefined;
}

/** A subtitle: one or two lines of what one side said. */
export interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  readonly speaker: string;
  readonly lines: readonly string[];
}

/** Common limits of subtitles (BBC, Netflix): 42 characters a line, two lines. */
const lineLength = 42;
const linesPerCue = 2;

/** Calm speech: 15 characters a second. */
const msPerCharacter = 1_000 / 15;
const shortestMs = 500;

/**
 * What was said and heard, in pieces that can be read. Tool calls and turns of which nothing was heard have none.
 * `prefix` goes before the text of each entry.
 */
export function cuesOf(
  entries: readonly TranscriptEntry[],
  { speakers = {}, durationMs }: CueOptions,
  prefix: (speaker: string) => string = () => '',
): Cue[] {
  const names = { user: speakers.user ?? 'User', agent: speakers.agent ?? 'Agent', tool: '' };
  const spoken = entries
    .filter(({ role, text }) => role !== 'tool' && text.trim() !== '')
    // a place in the transcript is had with the first words, which come later than the voice
    .sort((one, other) => one.atMs - other.atMs);
  return spoken.flatMap((entry, index) => {
    const startMs = Math.max(0, Math.round(entry.atMs));
    const text = entry.text.replace(/\s+/g, ' ').trim();
    const nextMs = spoken[index + 1]?.atMs ?? Number.POSITIVE_INFINITY;
    const reckonedMs = Math.min(startMs + text.length * msPerCharacter, nextMs);
    const knownMs = durationMs?.(entry);
    const endMs = Math.max(knownMs === undefined ? reckonedMs : startMs + knownMs, startMs + shortestMs);
    const mark = entry.interrupted ? ' —' : entry.final ? '' : ' …';
    const speaker = names[entry.role];
    return split(`${prefix(speaker)}${text}${mark}`, startMs, Math.round(endMs), speaker);
  });
}

/** Cuts a text into cues; each gets the share of the time that its length asks for. */
function split(text: string, startMs: number, endMs: number, speaker: string): Cue[] {
  const lines = wrap(text);
  const total = lines.join('').length;
  const cues: Cue[] = [];
  let read = 0;
  const at = () => Math.round(startMs + ((endMs - startMs) * read) / total);
  for (let index = 0; index < lines.length; index += linesPerCue) {
    const own = lines.slice(index, index + linesPerCue);
    const cueStartMs = at();
    read += own.join('').length;
    cues.push({ startMs: cueStartMs, endMs: at(), speaker, lines: own });
  }
  return cues;
}

/** Breaks a text between words, and inside a word only where it fills more than a line alone. */
function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap(pieces)) {
    if (line !== '' && line.length + 1 + word.length > lineLength) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function pieces(word: string): string[] {
  if (word.length <= lineLength) return [word];
  const found: string[] = [''];
  for (const { segment } of new Intl.Segmenter().segment(word)) {
    if (found.at(-1)!.length + segment.length > lineLength) found.push('');
    found[found.length - 1] += segment;
  }
  return found;
}

/** `01:02:03,004`, with the given mark before the milliseconds. */
export function cueTime(ms: number, mark: ',' | '.'): string {
  const part = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, '0');
  const clock = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1_000) % 60]
    .map((value) => part(value, 2))
    .join(':');
  return `${clock}${mark}${part(ms % 1_000, 3)}`;
}
