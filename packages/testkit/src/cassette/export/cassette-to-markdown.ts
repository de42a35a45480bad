import { transcriptToMarkdown, type TranscriptEntry } from '@duologue/core';
import { isPlainObject } from '../../match/show.ts';
import type { CassetteFrame } from '../format/cassette-frame.ts';
import { headerOf, wireFramesOf } from './cassette-messages.ts';

type Fields = Readonly<Record<string, unknown>>;
type Line = { -readonly [K in keyof TranscriptEntry]: TranscriptEntry[K] };

/** Writes what was said in a cassette as Markdown, tools and interruptions included. @throws DuologueError as `readCassette` */
export function cassetteToMarkdown(file: string): string {
  const { name, provenance } = headerOf(file);
  const lines = new Lines();
  for (const { frame } of wireFramesOf(file)) lines.take(frame);
  return transcriptToMarkdown(lines.entries, {
    title: name,
    details: { recorded: provenance.recorded_at, by: provenance.recorder, ...lines.end },
  });
}

/** A transcript as it grows out of the frames of a cassette. */
class Lines {
  readonly entries: Line[] = [];
  end: Readonly<Record<string, string>> = {};

  take({ dir, t, lane, data = {} }: CassetteFrame): void {
    const event = Object.values(data).find(isPlainObject) ?? {};
    if (lane === 'end')
      this.end = { closed: `by the ${dir === 'up' ? 'client' : 'service'} with ${String(data.code)}` };
    else if (data.type === 'agent_response') this.#say('agent', event.agent_response, t, event.event_id);
    else if (data.type === 'agent_response_correction') this.#correct(event);
    else if (data.type === 'user_transcript') this.#say('user', event.user_transcript, t, event.event_id);
    else if (data.type === 'user_message') this.#say('user', data.text, t, undefined, 'text');
    else if (data.type === 'client_tool_call') this.#call(event, t);
    else if (data.type === 'client_tool_result') this.#answer(data, t);
  }

  #say(role: 'user' | 'agent', text: unknown, t: number, eventId: unknown, via?: 'text'): void {
    if (typeof text !== 'string') return;
    this.#add({ role, text, atMs: t, ...(typeof eventId === 'number' && { eventId }), ...(via && { via }) });
  }

  #correct(event: Fields): void {
    const line = this.entries.findLast(
      ({ role, text }) => role === 'agent' && text === event.original_agent_response,
    );
    if (!line) return;
    line.plannedText = line.text;
    line.text = String(event.corrected_agent_response);
    line.interrupted = true;
  }

  #call(event: Fields, t: number): void {
    const parameters = isPlainObject(event.parameters) ? event.parameters : {};
    const tool = { toolName: String(event.tool_name), toolCallId: String(event.tool_call_id), parameters };
    this.#add({ role: 'tool', text: '', atMs: t, tool });
  }

  #answer({ tool_call_id: id, result, is_error: isError }: Fields, t: number): void {
    const line = this.entries.findLast(({ tool }) => tool?.toolCallId === id);
    if (!line?.tool) return;
    line.text = String(result);
    line.tool = {
      ...line.tool,
      outcome: isError === true ? 'failed' : 'succeeded',
      durationMs: t - line.atMs,
    };
  }

  #add(line: Omit<Line, 'index' | 'final' | 'interrupted'>): void {
    this.entries.push({ index: this.entries.length, final: true, interrupted: false, ...line });
  }
}
