import { realpathSync } from 'node:fs';
import { SourceFile } from './source-file.ts';

/** How often files may be included in one scenario, in all. */
export const mostIncludes = 1_000;

interface Shared {
  count: number;
  readonly files: Map<string, SourceFile | undefined>;
}

/** The files that include each other down to one of them, and those that were read on the way. */
export class Including {
  readonly #chain: readonly string[];
  readonly #shared: Shared;

  constructor(chain: readonly string[] = [], shared: Shared = { count: 0, files: new Map() }) {
    this.#chain = chain;
    this.#shared = shared;
  }

  /** The same, one file further down. */
  within(file: string): Including {
    return new Including([...this.#chain, trueName(file)], this.#shared);
  }

  /** Whether a file is on the way down already, by whatever link it is named. */
  has(file: string): boolean {
    return this.#chain.includes(trueName(file));
  }

  /** Reads a file, once; undefined where it cannot be read. */
  read(file: string): SourceFile | 'too many' | undefined {
    this.#shared.count += 1;
    if (this.#shared.count > mostIncludes) return 'too many';
    const { files } = this.#shared;
    if (!files.has(file)) files.set(file, readable(file));
    return files.get(file);
  }
}

function trueName(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

function readable(file: string): SourceFile | undefined {
  try {
    return SourceFile.read(file);
  } catch {
    return undefined;
  }
}
