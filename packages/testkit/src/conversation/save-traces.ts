import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Conversation } from './conversation.ts';

/** Writes the trace of each conversation into a folder, one JSON object a line. */
export function saveTraces(conversations: readonly Conversation[], folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [index, { scenario, trace }] of conversations.entries()) {
    const lines = trace.entries.map((entry) => `${JSON.stringify(entry)}\n`);
    writeFileSync(traceFile(folder, scenario.name, index), lines.join(''));
  }
}

/** Where the trace of the conversation `index` of a scenario goes. */
export function traceFile(folder: string, scenario: string, index: number): string {
  const name = scenario.replaceAll(/[^\p{Letter}\p{Number}.-]+/gu, '-');
  return path.join(folder, `${name}${index === 0 ? '' : `-${index + 1}`}.jsonl`);
}
