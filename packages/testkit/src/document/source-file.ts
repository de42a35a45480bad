import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuologueError } from '@duologue/core';
import { isMap, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { StepPlace } from '../scenario/step-place.ts';
import type { DocumentProblem } from './document-problem.ts';

/** How many problems one message lists. */
const listed = 10;

/** A scenario file: YAML, or JSON, which YAML can read. */
export class SourceFile {
  readonly file: string;
  readonly #document: Document.Parsed;
  readonly #lines = new LineCounter();

  /** @throws DuologueError FILE_UNREADABLE, SCENARIO_INVALID where it is no YAML */
  constructor(file: string | URL) {
    this.file = file instanceof URL || file.startsWith('file:') ? fileURLToPath(file) : path.resolve(file);
    this.#document = parseDocument(read(this.file), { lineCounter: this.#lines });
    const [error] = this.#document.errors;
    if (!error) return;
    const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 };
    const [message = ''] = error.message.split(' at line');
    throw new DuologueError('SCENARIO_INVALID', `${this.file}:${line}:${col}: ${message}.`, { cause: error });
  }

  get content(): unknown {
    return this.#document.toJS();
  }

  /** Where a value stands in the file. */
  placeOf(keys: readonly (string | number)[], atKey = false): StepPlace {
    const node = atKey ? this.#keyNode(keys) : this.#document.getIn(keys, true);
    const range = (node as { range?: readonly number[] | null } | undefined)?.range;
    if (!range && keys.length > 0) return this.placeOf(keys.slice(0, -1));
    const { line, col } = this.#lines.linePos(range?.[0] ?? 0);
    return { file: this.file, line, column: col };
  }

  /** An error that lists the problems with their places. */
  refuse(problems: readonly DocumentProblem[]): DuologueError {
    const lines = problems.slice(0, listed).map(({ path: keys, atKey, message }) => {
      const { line, column } = this.placeOf(keys, atKey);
      return `${this.file}:${line}:${column}: ${message}${message.endsWith('?') ? '' : '.'}`;
    });
    const more = problems.length > listed ? [`and ${problems.length - listed} more`] : [];
    return new DuologueError('SCENARIO_INVALID', [...lines, ...more].join('\n'));
  }

  #keyNode(keys: readonly (string | number)[]): unknown {
    const parent = keys.length > 1 ? this.#document.getIn(keys.slice(0, -1), true) : this.#document.contents;
    if (!isMap(parent)) return undefined;
    return parent.items.find(({ key }) => isScalar(key) && key.value === keys.at(-1))?.key;
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new DuologueError('FILE_UNREADABLE', `The scenario ${file} cannot be read.`, { cause });
  }
}
