import type { StepPlace } from '../scenario/step-place.ts';
import type { DocumentPath, DocumentProblem } from './document-problem.ts';
import type { FileSchema } from './file-schema.ts';

export interface ReadingOptions {
  /** Where a step stands. */
  readonly placeOf: (at: DocumentPath) => StepPlace;
  /** The absolute path of a file that is named in this one; undefined for a URL that names none. */
  readonly fileOf: (name: string) => string | undefined;
  /** Reads a value as its schema says. */
  readonly read: (schema: FileSchema, value: unknown, at: DocumentPath, reading: Reading) => unknown;
}

/** One pass over the content of a file. It goes on after a problem, so that all of them are told at once. */
export class Reading {
  readonly problems: DocumentProblem[] = [];
  readonly #options: ReadingOptions;

  constructor(options: ReadingOptions) {
    this.#options = options;
  }

  placeOf(at: DocumentPath): StepPlace {
    return this.#options.placeOf(at);
  }

  fileOf(name: string): string | undefined {
    return this.#options.fileOf(name);
  }

  /** Reads a value as its schema says; where it cannot be, that is noted, and the result means nothing. */
  value(schema: FileSchema, value: unknown, at: DocumentPath): unknown {
    return this.#options.read(schema, value, at, this);
  }

  /** Reads a value on trial: what is wrong with it is not noted here. */
  attempt(schema: FileSchema, value: unknown, at: DocumentPath): Attempt {
    const trial = new Reading(this.#options);
    return { result: trial.value(schema, value, at), problems: trial.problems };
  }

  refuse(path: DocumentPath, message: string): void {
    this.problems.push({ path, atKey: false, message });
  }

  refuseKey(path: DocumentPath, message: string): void {
    this.problems.push({ path, atKey: true, message });
  }

  /** Refuses a value under its own name. */
  refuseValue(path: DocumentPath, message: string): void {
    const name = path.at(-1);
    this.refuse(path, typeof name === 'string' ? `"${name}" ${message}` : `this ${message}`);
  }
}

export interface Attempt {
  readonly result: unknown;
  readonly problems: readonly DocumentProblem[];
}
