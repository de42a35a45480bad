import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { lintFile } from '../cassette/lint/lint-file.ts';
import { exitCodes, paint, print, UsageError, type CliIo } from './io.ts';

export const lintHelp = `duologue lint <file or folder…> [options]

  Refuses what looks like a secret or like personal data: keys, tokens, signed
  addresses, strings without a sense, mail addresses, telephone, card and
  account numbers. Looks at cassettes, scenarios, traces and other texts (.yaml,
  .yml, .json, .jsonl, .har, .md, .txt); of a folder, at all of them. The values
  themselves are never printed. Fails where there is anything.

Options
  --json  one JSON object a line: { file, line, where, type, message }

Examples
  duologue lint calls/
  duologue lint calls/refund.cassette.yaml scenarios/ --json`;

/** Looks for what nobody should commit; fails where it finds any. */
export async function lint(args: string[], io: CliIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  if (positionals.length === 0) throw new UsageError('Name a file or a folder.');
  const files = positionals.flatMap(textFiles);
  let count = 0;
  for (const file of files) {
    for (const finding of lintFile(file)) {
      count += 1;
      const place = paint(io, 'bold', `${file}:${finding.line}`);
      print(io, values.json ? JSON.stringify(finding) : `${place}: ${finding.message}`);
    }
  }
  if (!values.json) print(io, summary(files.length, count));
  return await Promise.resolve(count > 0 ? exitCodes.failed : exitCodes.passed);
}

function summary(files: number, count: number): string {
  const where = `in ${files} ${files === 1 ? 'file' : 'files'}`;
  return count === 0
    ? `Nothing that looks like a secret ${where}`
    : `${count} that look like secrets ${where}`;
}

/** A file, or all texts of a folder and of those in it, in order. */
function textFiles(target: string): string[] {
  const stats = statSync(target, { throwIfNoEntry: false });
  if (!stats) throw new UsageError(`There is no file or folder ${target}.`);
  if (!stats.isDirectory()) return [target];
  return readdirSync(target, { recursive: true, encoding: 'utf8' })
    .filter(
      (file) => /\.(?:ya?ml|jsonl?|har|md|txt)$/.test(file) && !/(?:^|[\\/])(?:node_modules|\.)/.test(file),
    )
    .toSorted()
    .map((file) => path.join(target, file));
}
