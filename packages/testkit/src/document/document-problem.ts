/** Something in a scenario file that cannot be. */
export interface DocumentProblem {
  /** Keys and indexes from the top of the file. */
  readonly path: readonly (string | number)[];
  /** True where the key at the end of the path is wrong, not its value. */
  readonly atKey: boolean;
  readonly message: string;
}
