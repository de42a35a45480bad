import { readFile } from 'node:fs/promises';
import type { TraceEntry } from '@duologue/testkit';

/** The entries of a trace file: one JSON object a line. */
export async function readTrace(path: string): Promise<TraceEntry[]> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as TraceEntry);
}
