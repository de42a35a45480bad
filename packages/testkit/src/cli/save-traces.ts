import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Conversation } from '../conversation/conversation.ts';

/** Writes the trace of each conversation into a folder, one JSON object a line. */
export function saveTraces(conversations: readonly Conversation[], folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [index, { scenario, trace }] of conversations.entries()) {
    const name = scenario.name.replaceAll(/[^\p{Letter}\p{Number}.-]+/gu, '-');
    const suffix = index === 0 ? '' : `-${index + 1}`;
    const lines = trace.entries.map((entry) => `${JSON.stringify(entry)}\n`);
    writeFileSync(path.join(folder, `${name}${suffix}.jsonl`), lines.join(''));
  }
}
