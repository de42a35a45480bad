import { checkWhole } from './policies/options.ts';

/** How the agent gets what a tool returns. */
export interface ResultShape<R = unknown> {
  /** Makes a sentence that can be spoken of what `run` returned. */
  readonly speak?: (value: R) => string;
  /** Characters of the result that the agent gets at most: 100 to 100,000, default 10,000. The agent is told what was cut. */
  readonly maxCharacters?: number;
}

const defaultMaxCharacters = 10_000;

/** @throws DuologueError INVALID_OPTIONS */
export function checkShape(
  toolName: string,
  { maxCharacters = defaultMaxCharacters }: ResultShape<never> = {},
): void {
  checkWhole(`defineTool "${toolName}"`, 'result.maxCharacters', maxCharacters, 100, 100_000);
}

/** Applies a shape to what `run` returned. Values that need no shaping come back as they are. */
export function shapeResult<R>(
  value: R,
  { speak, maxCharacters = defaultMaxCharacters }: ResultShape<R> = {},
): unknown {
  const shaped: unknown = speak ? speak(value) : value;
  const text = typeof shaped === 'string' ? shaped : jsonOf(shaped);
  return text !== undefined && text.length > maxCharacters ? truncate(text, maxCharacters) : shaped;
}

/** What JSON cannot hold is left to the session, which reports it. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/**
 * Cuts a text at the end of a word and says so: the whole, with its note, has at most `maxCharacters`. Where those are
 * so few that the note would take half of them, it is only "…".
 */
export function truncate(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const long = ` … (cut: these are the first characters of ${text.length}; ask for less to get the rest)`;
  const note = long.length <= maxCharacters / 2 ? long : '…';
  const room = Math.max(0, maxCharacters - note.length);
  const end = text.lastIndexOf(' ', room);
  const head = text.slice(0, end > room / 2 ? end : room);
  return `${/[\uD800-\uDBFF]$/.test(head) ? head.slice(0, -1) : head}${note}`.slice(
    0,
    Math.max(0, maxCharacters),
  );
}
