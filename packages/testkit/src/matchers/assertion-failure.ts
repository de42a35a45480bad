import { verdictMessage, type Verdict } from './verdict.ts';

/** An assertion that does not hold, thrown by `assertThat` and `expectTrace`. Test runners know it by its name. */
export class AssertionFailure extends Error {
  override readonly name = 'AssertionError';
  readonly code = 'ERR_ASSERTION';
  /** As of `assert.fail`: there are no two values for a runner to show beside the message. */
  readonly operator = 'fail';
}

/** The failure of `assertion`, with a stack that begins with the line of the test. */
export function assertionFailure(
  verdict: Verdict,
  isNot: boolean,
  assertion: (...args: never) => unknown,
): AssertionFailure {
  const failure = new AssertionFailure(verdictMessage(verdict, isNot));
  Error.captureStackTrace(failure, assertion);
  return failure;
}
