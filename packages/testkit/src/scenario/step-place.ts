/** Where a step was written. */
export interface StepPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What every step may have. */
export interface StepBase {
  /** Names what the step brings (a call, a result, a message), for later steps to refer to. */
  readonly as?: string;
  /** Where the step was written; filled in by the builder and by the YAML reader. */
  readonly place?: StepPlace;
}

const builderFile = /[\\/]scenario[\\/](step-place|placed|builder|[a-z]+-words)\.[jt]s/;

/** The place in the code that is being run outside of some files: by default the line that writes a step. */
export function callerPlace(own: RegExp = builderFile): StepPlace | undefined {
  const lines = new Error('here').stack?.split('\n').slice(2) ?? [];
  const line = lines.find((candidate) => !own.test(candidate));
  const [, file, row, column] = /\(?((?:file:\/\/)?[^()\s]+):(\d+):(\d+)\)?$/.exec(line ?? '') ?? [];
  if (file === undefined) return undefined;
  return { file: file.replace(/^file:\/\//, ''), line: Number(row), column: Number(column) };
}
