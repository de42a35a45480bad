import type { StandardSchemaV1 } from '@standard-schema/spec';
import { cut, describePath, describeValue, joinPath } from './describe-value.ts';
import { joinFaults, type ParameterProblem } from './parameter-problem.ts';

/** Puts the issues of a Standard Schema into one sentence, each with the name and the value of its parameter. */
export function describeIssues(
  issues: readonly StandardSchemaV1.Issue[],
  parameters: unknown,
): ParameterProblem {
  return joinFaults(
    issues.map(({ message, path = [] }) => {
      const keys = path.map((segment) => (typeof segment === 'object' ? segment.key : segment));
      const name = joinPath(keys);
      const value = valueAt(parameters, keys);
      const got = typeof value === 'object' && value !== null ? '' : ` (got ${describeValue(value)})`;
      return { path: name, text: `${describePath(name)} is not valid: ${cut(firstSentence(message))}${got}` };
    }),
  );
}

function valueAt(parameters: unknown, keys: readonly PropertyKey[]): unknown {
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? Reflect.get(value, key)
        : undefined,
    parameters,
  );
}

/** Libraries end some messages with a full stop and some without. */
function firstSentence(message: string): string {
  return message.replaceAll(/\s+/g, ' ').replace(/\.$/, '');
}
