import { DuologueError } from '@duologue/core';
import type { FileSchema } from './file-schema.ts';

export interface WritingOptions {
  /** The way a file is named in the text. */
  readonly fileName: (absolute: string) => string;
  /** Writes a value of the engine as its schema says. */
  readonly write: (schema: FileSchema, value: unknown, at: string, writing: Writing) => unknown;
}

/** One pass over a scenario, to write it down. */
export class Writing {
  readonly #options: WritingOptions;

  constructor(options: WritingOptions) {
    this.#options = options;
  }

  fileName(absolute: string): string {
    return this.#options.fileName(absolute);
  }

  /** A value as files have it. @throws DuologueError SCENARIO_INVALID where files cannot have it */
  value(schema: FileSchema, value: unknown, at: string): unknown {
    return this.#options.write(schema, value, at, this);
  }

  refuse(at: string, what: string): never {
    throw new DuologueError('SCENARIO_INVALID', `${at} is ${what}, which a file cannot hold.`);
  }
}
