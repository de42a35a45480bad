import { closestName } from './closest-name.ts';
import { DuologueError } from './errors.ts';

/**
 * Refuses options that nobody reads, and asks for the one that was meant. `owner` stands at the beginning of the sentence.
 * @throws DuologueError INVALID_OPTIONS
 */
export function checkNames(options: object, known: readonly string[], owner?: string): void {
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw unknownName(name, known, closestName(name, known), owner);
  }
}

export function unknownName(
  name: string,
  known: readonly string[],
  meant: string | undefined,
  owner?: string,
): DuologueError {
  const problem = owner === undefined ? `There is no option "${name}".` : `${owner} has no option "${name}".`;
  const hint = meant === undefined ? `The options are ${known.join(', ')}.` : `Did you mean ${meant}?`;
  return new DuologueError('INVALID_OPTIONS', `${problem} ${hint}`, { details: { option: name } });
}
