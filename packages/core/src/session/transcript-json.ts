import type { TranscriptEntry, TranscriptTool } from './facts.ts';
import { unheardText } from './unheard-text.ts';

export interface TranscriptJsonOptions {
  /** What the conversation is called; default nothing. */
  readonly title?: string;
  /** Facts about it, such as the date and the id of the conversation; default none. */
  readonly details?: Readonly<Record<string, string>>;
  /** Whether to say when and how long; default true. Without, two runs of one conversation give the same text. */
  readonly times?: boolean;
}

/**
 * Writes a transcript as JSON: `{ version: 1, title?, details?, entries }`, an entry with the fields of
 * {@link TranscriptEntry} in one order, and of a turn that was cut also `unheardText`, where it can be told.
 *
 * @example
 * await writeFile('call.json', transcriptToJson(session.transcript, { details: { id: session.conversationId ?? '' } }));
 */
export function transcriptToJson(
  entries: readonly TranscriptEntry[],
  { title, details, times = true }: TranscriptJsonOptions = {},
): string {
  const document = { version: 1, title, details, entries: entries.map((entry) => plainEntry(entry, times)) };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function plainEntry(entry: TranscriptEntry, times: boolean): Readonly<Record<string, unknown>> {
  const { index, role, atMs, eventId, via, text, plannedText, final, interrupted, tool } = entry;
  return {
    index,
    role,
    ...(times && { atMs }),
    eventId,
    via,
    text,
    plannedText,
    unheardText: unheardText(entry),
    final,
    interrupted,
    ...(tool && { tool: plainTool(tool, times) }),
  };
}

function plainTool(tool: TranscriptTool, times: boolean): Readonly<Record<string, unknown>> {
  const { toolName, toolCallId, parameters, outcome, durationMs } = tool;
  return { toolName, toolCallId, parameters, outcome, ...(times && { durationMs }) };
}
