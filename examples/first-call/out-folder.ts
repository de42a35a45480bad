import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './command-line.ts';

/** What a call leaves behind. */
export interface OutFiles {
  readonly recording: string;
  readonly transcript: string;
  readonly trace: string;
}

/**
 * Makes the folder for what the call leaves behind, and each of its files, before anybody is called.
 * @throws UsageError where one of them cannot be written
 */
export function openOutFolder(path: string): OutFiles {
  const files = {
    recording: join(path, 'call.wav'),
    transcript: join(path, 'call.md'),
    trace: join(path, 'call.jsonl'),
  };
  attempt(`--out '${path}' is no folder that can be written to`, () => mkdirSync(path, { recursive: true }));
  for (const file of Object.values(files)) {
    attempt(`--out '${path}': '${file}' cannot be written`, () => closeSync(openSync(file, 'a')));
  }
  return files;
}

function attempt(failure: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    const { code } = error as { readonly code?: string };
    throw new UsageError(`${failure} (${code}).`, { cause: error });
  }
}
