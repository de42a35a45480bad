/** What is wrong with the parameters of a call, for the model that made it. */
export interface ParameterProblem {
  /** One sentence to act on, such as "`party` must be at most 12 (got 40)." Values are cut at 60 characters. */
  readonly message: string;
  /** The first parameter at fault, such as `guests[2].name`; empty where it is the parameters as a whole. */
  readonly path: string;
}

/** A part of a problem: the parameter and the words that follow its name. */
export interface Fault {
  readonly path: string;
  readonly text: string;
}

const mostFaults = 3;

/** Names the first three faults and counts the others. */
export function joinFaults(faults: readonly Fault[]): ParameterProblem {
  const texts = [...new Set(faults.map(({ text }) => text))];
  const shown = texts.slice(0, mostFaults);
  const others = texts.length - shown.length;
  if (others > 0) shown.push(others === 1 ? 'and 1 more fault' : `and ${others} more faults`);
  return { message: `${shown.join('; ')}.`, path: faults[0]?.path ?? '' };
}
