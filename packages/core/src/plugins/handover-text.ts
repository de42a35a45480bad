import type { TranscriptEntry } from '../session/facts.ts';

const opening = 'The connection broke. This conversation goes on from one that went like this:';
const cutOpening =
  'The connection broke. This conversation goes on from one that ended like this, its beginning left out:';

/**
 * Tells a conversation in plain lines, for the agent to go on from: what was heard of each turn, and what tools answered.
 * Empty where nothing was said; never longer than `limit` characters, and the newest lines are kept.
 */
export function handoverText(entries: readonly TranscriptEntry[], limit: number): string {
  const lines = entries.map(lineOf).filter((line) => line !== undefined);
  if (lines.length === 0) return '';
  const whole = [opening, ...lines].join('\n');
  if (whole.length <= limit) return whole;
  let room = limit - cutOpening.length;
  const kept: string[] = [];
  for (const line of lines.toReversed()) {
    if (line.length + 1 > room) break;
    kept.unshift(line);
    room -= line.length + 1;
  }
  // of a last turn that is too long alone, its end
  if (kept.length === 0) kept.push(`… ${lines.at(-1)?.slice(3 - room)}`);
  return [cutOpening, ...kept].join('\n');
}

function lineOf({ role, text, interrupted, tool }: TranscriptEntry): string | undefined {
  const said = text.replace(/\s+/g, ' ').trim();
  if (role === 'user') return said === '' ? undefined : `User: ${said}`;
  if (role === 'agent') {
    if (said === '') return undefined;
    return `Agent: ${said}${interrupted ? ' (cut off here)' : ''}`;
  }
  if (!tool) return undefined;
  const outcome = tool.outcome === undefined ? 'did not answer' : tool.outcome.replaceAll('_', ' ');
  return `Tool ${tool.toolName} ${outcome}${said === '' ? '' : `: ${said}`}`;
}
