import { readFileSync } from 'node:fs';
import { DuologueError } from '@duologue/core';
import { SourceFile } from '../../document/source-file.ts';
import { findSensitive } from '../redaction/find-sensitive.ts';
import { withPlaceholders } from '../redaction/made-up-value.ts';
import type { RedactedType } from '../redaction/placeholder.ts';
import { pointerOf, survivorsIn } from './survivors.ts';

/** Something in a file that looks like a secret, or like personal data. */
export interface LintFinding {
  readonly file: string;
  /** From 1 on. */
  readonly line: number;
  /** A JSON pointer into the line, or into the whole of a file that is one document. */
  readonly where?: string;
  readonly type: RedactedType;
  /** What it looks like, and what to do. The value itself is not in it. */
  readonly message: string;
}

/** A document that is longer is read line by line. */
const longestDocument = 1024 * 1024;

/**
 * Looks through a cassette, a scenario, a trace or any other text for what nobody should commit.
 * @throws DuologueError FILE_UNREADABLE
 */
export function lintFile(file: string): LintFinding[] {
  const text = withPlaceholders(read(file));
  const isDocument = /\.(?:ya?ml|json)$/.test(file) && !/\.cassette\.ya?ml$/.test(file);
  const found = isDocument && text.length <= longestDocument ? inDocument(file, text) : undefined;
  return withoutRepeats(found ?? inLines(file, text));
}

function inDocument(file: string, text: string): LintFinding[] | undefined {
  const source = new SourceFile(text, file);
  if (source.problems.length > 0) return undefined;
  const inValues = survivorsIn(source.content).map(({ type, path }) =>
    finding(file, source.placeOf(path).line, type, pointerOf(path)),
  );
  const lines = text.split('\n');
  const inComments = lines.flatMap((line, index) => {
    const comment = /(?:^|\s)#.*$/.exec(line)?.[0] ?? '';
    return findSensitive(comment).map(({ type }) => finding(file, index + 1, type));
  });
  return [...inValues, ...inComments].toSorted((one, other) => one.line - other.line);
}

function inLines(file: string, text: string): LintFinding[] {
  const isData = /\.(?:ya?ml|jsonl?|har)$/.test(file);
  return text.split('\n').flatMap((line, index) => {
    const value = jsonOf(line);
    return value === undefined
      ? inText(line, isData).map((type) => finding(file, index + 1, type))
      : survivorsIn(value).map(({ type, path }) => finding(file, index + 1, type, pointerOf(path)));
  });
}

/** A line of a cassette or of JSONL. */
function jsonOf(line: string): unknown {
  if (!/^(?:- )?[{[]/.test(line)) return undefined;
  try {
    return JSON.parse(line.replace(/^- /, '')) as unknown;
  } catch {
    return undefined;
  }
}

/** A line of a text; in one that holds data it may be a field with its value. */
function inText(line: string, isData: boolean): RedactedType[] {
  const [, name, text = ''] =
    (isData && /^\s*(?:-\s+)?["']?([A-Za-z_][\w-]*)["']?:\s+(.*)$/.exec(line)) || [];
  if (name === undefined) return findSensitive(line).map(({ type }) => type);
  const value = /^["']?(.*?)["']?,?\s*$/.exec(text)?.[1] ?? text;
  return survivorsIn({ [name]: value }).map(({ type }) => type);
}

const looksLike: Readonly<Record<RedactedType, string>> = {
  key: 'a key',
  token: 'a token',
  signature: 'a signed address',
  secret: 'a secret: its name says so, or it is a string without a sense',
  email: 'a mail address',
  phone: 'a telephone number',
  card: 'the number of a payment card',
  iban: 'the number of an account',
  identity: 'the number of a person, or a date of birth',
  variable: 'a dynamic variable',
  prompt: 'a prompt',
  number: 'a card number, or a number whose name says that it is nobody’s business',
};

function finding(file: string, line: number, type: RedactedType, where?: string): LintFinding {
  const way =
    type === 'key' || type === 'token' || type === 'signature' || type === 'secret'
      ? 'If it is one, take it out of use, and put'
      : 'Put';
  const message = `${where === undefined ? 'There' : where} is what looks like ${looksLike[type]}. ${way} {{redacted:${type}:1}} in its place, or record again.`;
  return { file, line, type, message, ...(where !== undefined && { where }) };
}

function withoutRepeats(findings: readonly LintFinding[]): LintFinding[] {
  const known = new Set<string>();
  return findings.filter(({ line, message }) => {
    const key = `${line} ${message}`;
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new DuologueError('FILE_UNREADABLE', `The file ${file} cannot be read.`, { cause });
  }
}
