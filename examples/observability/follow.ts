import type { Session } from '@duologue/core';

/** Follows a conversation to its end, in lines. */
export async function follow(session: Session, print: (line: string) => void): Promise<void> {
  for await (const event of session.events()) {
    if (event.type === 'transcript' && event.entry.final) print(`${event.entry.role}: ${event.entry.text}`);
    if (event.type === 'turn') print(`first audio after ${event.metrics.firstAudioMs ?? 0} ms`);
    if (event.type === 'problem') print(`problem ${event.problem.error.code}`);
  }
}
