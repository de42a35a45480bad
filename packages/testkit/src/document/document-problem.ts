/** Keys and indexes from the top of a file. */
export type DocumentPath = readonly (string | number)[];

/** Something in a scenario file that cannot be. */
export interface DocumentProblem {
  readonly path: DocumentPath;
  /** True where the key at the end of the path is wrong, not its value. */
  readonly atKey: boolean;
  readonly message: string;
}
