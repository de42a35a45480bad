import { closeSync, openSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DuologueError } from '@duologue/core';
import { headerText } from '../format/header-text.ts';
import { toLine } from '../format/frame-line.ts';
import { CassetteReader, cassettePath } from '../format/read-cassette.ts';

/** What relaxing has changed. */
export interface Relaxed {
  /** How many frames of the service no longer wait for a message that merely came before them. */
  readonly dropped: number;
}

/**
 * Rewrites a cassette without accidental order: frames of the service wait only for what can have caused them, and messages of the
 * client may come in any order. Without `out` the file itself is rewritten; `out` has to be in the same folder, where the audio is.
 * @throws DuologueError as `readCassette`, INVALID_OPTIONS for another folder
 */
export function relaxCassette(file: string, out: string = file): Relaxed {
  const target = cassettePath(out);
  const reader = new CassetteReader(file);
  if (path.dirname(target) !== path.dirname(reader.path)) {
    reader.close();
    throw new DuologueError(
      'INVALID_OPTIONS',
      `A relaxed cassette stays in the folder of its audio, ${path.dirname(reader.path)}: ${target} is elsewhere.`,
    );
  }
  const half = `${target}.part`;
  const written = openSync(half, 'w');
  let dropped = 0;
  try {
    writeFileSync(written, headerText({ ...reader.header, relaxed: true }));
    for (let frame = reader.next(); frame; frame = reader.next()) {
      const { seen, ...after } = frame.after ?? {};
      if (seen) dropped += 1;
      const { after: _before, data, raw, ...rest } = frame;
      const kept = Object.keys(after).length > 0 ? { after } : {};
      writeFileSync(written, toLine({ ...rest, ...kept, ...(data && { data }), ...(raw && { raw }) }));
    }
  } finally {
    closeSync(written);
  }
  renameSync(half, target);
  return { dropped };
}
