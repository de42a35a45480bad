import type { TranscriptEntry, TranscriptTool } from './facts.ts';
import { unheardText } from './unheard-text.ts';

export interface TranscriptMarkdownOptions {
  /** The heading; default `Conversation`. */
  readonly title?: string;
  /** A list under the heading, such as the date and the id of the conversation; default none. */
  readonly details?: Readonly<Record<string, string>>;
  /** How the two sides are called; default `User` and `Agent`. */
  readonly speakers?: { readonly user?: string; readonly agent?: string };
  /** Whether to say when and how long; default true. Without, two runs of one conversation give the same text. */
  readonly times?: boolean;
}

/**
 * Writes a transcript as Markdown: a paragraph for each entry, with the words that nobody heard struck through.
 * Nothing that was said can act as markup.
 *
 * @example
 * await writeFile('call.md', transcriptToMarkdown(session.transcript, { title: 'A call to the harbour' }));
 */
export function transcriptToMarkdown(
  entries: readonly TranscriptEntry[],
  { title = 'Conversation', details = {}, speakers = {}, times = true }: TranscriptMarkdownOptions = {},
): string {
  const names = { user: speakers.user ?? 'User', agent: speakers.agent ?? 'Agent', tool: 'Tool' };
  const list = Object.entries(details).map(([name, value]) => `- ${asText(name)}: ${asText(value)}`);
  const paragraphs = entries.map((entry) => {
    const time = times ? `${timeOf(entry.atMs)} ` : '';
    const who = `**${time}${asText(names[entry.role])}:**`;
    return `${who} ${entry.tool ? toolText(entry.tool, entry, times) : spokenText(entry)}`.trimEnd();
  });
  return (
    [`# ${asText(title)}`, ...(list.length > 0 ? [list.join('\n')] : []), ...paragraphs, '']
      .join('\n\n')
      .trimEnd() + '\n'
  );
}

function spokenText(entry: TranscriptEntry): string {
  const { text, plannedText, interrupted, final, via } = entry;
  const said = asText(text);
  if (!interrupted) return `${said}${final ? '' : ' …'}${via === 'text' ? ' *(in writing)*' : ''}`;
  const unheard = unheardText(entry);
  if (unheard === undefined)
    return `${said} *(interrupted${plannedText ? `; planned: ${asText(plannedText)}` : ''})*`;
  return `${said}${unheard && ` ~~${asText(unheard)}~~`} *(interrupted)*`.trimStart();
}

function toolText(tool: TranscriptTool, { text }: TranscriptEntry, times: boolean): string {
  const took = times && tool.durationMs !== undefined ? ` in ${Math.round(tool.durationMs)} ms` : '';
  const outcome =
    tool.outcome === undefined ? 'has not answered' : `${tool.outcome.replaceAll('_', ' ')}${took}`;
  const result = text === '' ? [] : [`\n- result: ${asCode(text)}`];
  return [
    `${asCode(tool.toolName)} ${outcome}`,
    `\n\n- parameters: ${asCode(JSON.stringify(tool.parameters))}`,
    ...result,
  ].join('');
}

/** Minutes, seconds and tenths since the beginning: `1:07.3`. */
function timeOf(atMs: number): string {
  const tenths = Math.max(0, Math.round(atMs / 100));
  const seconds = String(Math.floor(tenths / 10) % 60).padStart(2, '0');
  return `${Math.floor(tenths / 600)}:${seconds}.${tenths % 10}`;
}

/** Text in one line, with every character that Markdown or HTML could read as markup made harmless. */
function asText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*~[\]#|]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
    .replace(/[&<>]/g, (char) => ({ '&': '&amp;', '<': '&lt;' })[char] ?? '&gt;');
}

/** A code span, fenced with more backticks than stand in the text. */
function asCode(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${space}${line}${space}${fence}`;
}
