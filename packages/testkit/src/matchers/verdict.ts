/** What a matcher says. `wanted` and `found` hold for both outcomes: "Expected (not) to find wanted. Found: found". */
export interface Verdict {
  readonly pass: boolean;
  readonly wanted: string;
  readonly found: string;
  /** Why neither the assertion nor its opposite can hold. */
  readonly undecided?: string;
}

/** The message of an assertion that did not hold. */
export function verdictMessage({ wanted, found, undecided }: Verdict, isNot: boolean): string {
  if (undecided !== undefined) return undecided;
  return `Expected ${isNot ? 'not ' : ''}to find ${wanted}\nFound: ${found}`;
}
