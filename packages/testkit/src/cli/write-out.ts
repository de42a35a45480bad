import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DuologueError } from '@duologue/core';
import { print, type CliIo } from './io.ts';

/** Writes a text to the file of `--out`, or prints it where there is none. @throws DuologueError FILE_UNWRITABLE */
export function writeOut(io: CliIo, file: string | undefined, text: string): void {
  if (file === undefined) {
    io.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
    return;
  }
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (cause) {
    throw new DuologueError('FILE_UNWRITABLE', `The file ${file} cannot be written.`, { cause });
  }
  print(io, `wrote ${file}`);
}
