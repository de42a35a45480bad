import { readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { DuologueError } from '@duologue/core';
import { parse } from 'yaml';
import { CassetteWriter } from '../format/cassette-writer.ts';
import { cassettePath } from '../format/read-cassette.ts';
import type { Redactor } from '../format/redactor.ts';
import { standardRedaction } from '../redaction/standard-redaction.ts';
import { aimockIn, readAimock } from './aimock.ts';
import { notImportable, type ImportedCall } from './imported-call.ts';
import { isPydanticAi, readPydanticAi } from './pydantic-ai.ts';

export interface ImportCassetteOptions {
  /** The cassette to write: `calls/refund`, with or without `.cassette.yaml`. */
  readonly to: string;
  /** What the conversation is called; default the name of the file. */
  readonly name?: string;
  /** What is taken out; default `standardRedaction()`. */
  readonly redact?: () => Redactor;
}

/**
 * Makes a cassette of what another program has recorded: pydantic-ai (YAML) or aimock (JSON). Resolves with the file that was written.
 * Where that fails, no half of a cassette stays behind, and a former one stays as it was.
 * @throws DuologueError FILE_UNREADABLE, CASSETTE_INVALID where it is neither, RECORDING_FAILED
 */
export function importCassette(
  file: string,
  { to, name, redact = standardRedaction() }: ImportCassetteOptions,
): string {
  const call = readCall(file);
  const target = cassettePath(to);
  const redactor = redact();
  const writer = new CassetteWriter(target, {
    header: {
      name: name ?? path.basename(target).replace(/(?:\.cassette)?\.ya?ml$/, ''),
      provenance: {
        source: call.source,
        ...(call.host !== undefined && { host: call.host }),
        recorded_at: call.recordedAt ?? statSync(file).mtime.toISOString(),
        recorder: call.source,
        redaction: redactor.version,
        ...(call.leftOut && Object.keys(call.leftOut).length > 0 && { left_out: call.leftOut }),
      },
    },
    redactor,
  });
  try {
    for (const frame of call.frames) writer.add(frame);
    writer.end({ ...call.end, t: call.frames.at(-1)?.t ?? 0 });
  } catch (error) {
    // unlike a recording, this can be done again
    rmSync(writer.path, { force: true });
    throw error;
  }
  return target;
}

function readCall(file: string): ImportedCall {
  const content = read(file);
  if (isPydanticAi(content)) return readPydanticAi(content);
  const recording = aimockIn(content);
  if (recording) return readAimock(recording);
  throw notImportable(`${file} is neither a cassette of pydantic-ai (YAML) nor a recording of aimock (JSON)`);
}

function read(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new DuologueError('FILE_UNREADABLE', `The recording ${file} cannot be read.`, { cause });
  }
  try {
    return file.endsWith('.json') ? (JSON.parse(text) as unknown) : (parse(text) as unknown);
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw notImportable(`${file} cannot be read as ${file.endsWith('.json') ? 'JSON' : 'YAML'}: ${what}`);
  }
}
