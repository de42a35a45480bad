import { show } from '../match/show.ts';
import type { TraceEvent } from './trace-events.ts';

/** What people call what is said. */
export const spokenNames = {
  agentResponse: 'an agent response',
  userMessage: 'a user message',
  userTranscript: 'a user transcript',
} as const;

/** An event in one line, for messages. */
export function showEvent(event: TraceEvent): string {
  switch (event.kind) {
    case 'toolCall':
      return `a call of ${event.name} with ${show(event.parameters)}`;
    case 'toolResult':
      return `a result of ${event.name}${event.isError ? ', failed' : ''}: ${show(event.result)}`;
    case 'interruption':
      return `an interruption by the ${event.by}`;
    case 'closed':
      return `a close ${show(event.close)}`;
    default:
      return `${spokenNames[event.kind]} ${show(event.text)}`;
  }
}
