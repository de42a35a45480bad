import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuologueError } from '@duologue/core';
import { isMap, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { StepPlace } from '../scenario/step-place.ts';
import type { DocumentPath, DocumentProblem } from './document-problem.ts';
import type { PlacedProblem } from './placed-problem.ts';

/** A scenario file: YAML, or JSON, which YAML can read. */
export class SourceFile {
  /** An absolute path, or a name for a text that comes from no file. */
  readonly file: string;
  /** What its syntax is wrong about; then it has no content. */
  readonly problems: readonly PlacedProblem[];
  /** The content as plain data. */
  readonly content: unknown;
  readonly #document: Document.Parsed;
  readonly #lines = new LineCounter();

  /** @throws DuologueError FILE_UNREADABLE */
  static read(file: string | URL): SourceFile {
    const absolute =
      file instanceof URL || file.startsWith('file:') ? fileURLToPath(file) : path.resolve(file);
    try {
      return new SourceFile(readFileSync(absolute, 'utf8'), absolute);
    } catch (cause) {
      throw new DuologueError('FILE_UNREADABLE', `The scenario ${absolute} cannot be read.`, { cause });
    }
  }

  constructor(text: string, file: string) {
    this.file = file;
    this.#document = parseDocument(text, { lineCounter: this.#lines, merge: true });
    this.problems = this.#document.errors.map(({ message, linePos }) => {
      const { line, col: column } = linePos?.[0] ?? { line: 1, col: 1 };
      const [what = ''] = message.split(' at line');
      return { file, line, column, message: what };
    });
    this.content = this.problems.length === 0 ? this.#toData() : undefined;
  }

  /** The file that is named in this one: an absolute path. */
  fileOf(name: string): string {
    if (name.startsWith('file:')) return fileURLToPath(name);
    return path.resolve(path.isAbsolute(this.file) ? path.dirname(this.file) : '', name);
  }

  /** Where a value stands in the file. */
  placeOf(keys: DocumentPath, atKey = false): StepPlace {
    const node = atKey ? this.#keyNode(keys) : this.#document.getIn(keys, true);
    const range = (node as { range?: readonly number[] | null } | undefined)?.range;
    if (!range && keys.length > 0) return this.placeOf(keys.slice(0, -1));
    const { line, col } = this.#lines.linePos(range?.[0] ?? 0);
    return { file: this.file, line, column: col };
  }

  place({ path: keys, atKey, message }: DocumentProblem): PlacedProblem {
    return { ...this.placeOf(keys, atKey), message };
  }

  #toData(): unknown {
    try {
      return this.#document.toJS();
    } catch (cause) {
      const what = cause instanceof Error ? cause.message : String(cause);
      throw new DuologueError('SCENARIO_INVALID', `${this.file}:1:1: ${what}.`, { cause });
    }
  }

  #keyNode(keys: DocumentPath): unknown {
    const parent = keys.length > 1 ? this.#document.getIn(keys.slice(0, -1), true) : this.#document.contents;
    if (!isMap(parent)) return undefined;
    return parent.items.find(({ key }) => isScalar(key) && key.value === keys.at(-1))?.key;
  }
}
