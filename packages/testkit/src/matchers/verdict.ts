/** What a matcher says. `wanted` and `found` hold for both outcomes: "Expected (not) to find wanted. Found: found". */
export interface Verdict {
  readonly pass: boolean;
  readonly wanted: string;
  readonly found: string;
}

/** The message of an assertion that did not hold. */
export function verdictMessage({ wanted, found }: Verdict, isNot: boolean): string {
  return `Expected ${isNot ? 'not ' : ''}to find ${wanted}\nFound: ${found}`;
}
