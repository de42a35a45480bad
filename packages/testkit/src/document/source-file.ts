import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuologueError } from '@duologue/core';
import { isMap, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import { isDeeper } from '../match/is-deeper.ts';
import type { StepPlace } from '../scenario/step-place.ts';
import type { DocumentPath, DocumentProblem } from './document-problem.ts';
import { lineTooDeep } from './line-too-deep.ts';
import type { PlacedProblem } from './placed-problem.ts';

/** How deep the values of a file may be nested: far beyond what any scenario needs, and far from what a stack can take. */
const deepest = 100;

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
    return new SourceFile(...textOf(file));
  }

  constructor(text: string, file: string) {
    this.file = file;
    const tooDeep = lineTooDeep(text, deepest);
    this.#document = parseDocument(tooDeep === undefined ? text : '', {
      lineCounter: this.#lines,
      merge: true,
    });
    const problems = this.#document.errors.map(({ message, linePos }) => {
      const { line, col: column } = linePos?.[0] ?? { line: 1, col: 1 };
      const [what = ''] = message.split(' at line');
      return { file, line, column, message: what };
    });
    if (tooDeep !== undefined)
      problems.push({ file, line: tooDeep, column: 1, message: `is nested deeper than ${deepest} levels` });
    this.content = problems.length === 0 ? this.#toData(problems) : undefined;
    this.problems = problems;
  }

  /** The file that is named in this one: an absolute path. Undefined for a URL of a file that is on no disk of this computer. */
  fileOf(name: string): string | undefined {
    if (name.startsWith('file:')) return pathOf(name);
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

  /** The content; where it holds itself, or more of itself than can be, that is a problem. */
  #toData(problems: PlacedProblem[]): unknown {
    const place = { file: this.file, line: 1, column: 1 };
    try {
      const content: unknown = this.#document.toJS();
      if (!isDeeper(content, deepest)) return content;
      problems.push({ ...place, message: `is nested deeper than ${deepest} levels, or holds itself` });
    } catch (cause) {
      problems.push({ ...place, message: cause instanceof Error ? cause.message : String(cause) });
    }
    return undefined;
  }

  #keyNode(keys: DocumentPath): unknown {
    const parent = keys.length > 1 ? this.#document.getIn(keys.slice(0, -1), true) : this.#document.contents;
    if (!isMap(parent)) return undefined;
    return parent.items.find(({ key }) => isScalar(key) && key.value === keys.at(-1))?.key;
  }
}

/** @throws DuologueError FILE_UNREADABLE */
function textOf(file: string | URL): [text: string, absolute: string] {
  const isUrl = file instanceof URL || file.startsWith('file:');
  const absolute = isUrl ? pathOf(file) : path.resolve(file);
  try {
    return [readFileSync(absolute ?? new URL(file), 'utf8'), absolute ?? String(file)];
  } catch (cause) {
    throw new DuologueError('FILE_UNREADABLE', `The scenario ${absolute ?? String(file)} cannot be read.`, {
      cause,
    });
  }
}

function pathOf(url: string | URL): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}
