import { isPlainObject, show } from '../match/show.ts';
import type { Scenario, Step } from '../scenario/scenario.ts';
import { Including, mostIncludes } from './including.ts';
import { fillIn, type MatrixValues } from './matrix.ts';
import type { PlacedProblem } from './placed-problem.ts';
import { readValue } from './read-value.ts';
import { Reading } from './reading.ts';
import { scenarioSchema } from './scenario-schema.generated.ts';
import { SourceFile } from './source-file.ts';

/** A scenario as its file has it: the name may be missing. */
export type ReadScenario = Omit<Scenario, 'name' | 'place'> & { readonly name?: string };

/** Reads a file with one value for each name of its matrix, and the files that it includes. What is wrong goes to `problems`. */
export function readDocument(
  source: SourceFile,
  values: MatrixValues,
  problems: PlacedProblem[],
  including: Including = new Including(),
): ReadScenario {
  const reading = new Reading({
    placeOf: (at) => source.placeOf(at),
    fileOf: (name) => source.fileOf(name),
    read: readValue,
  });
  const content = withValues(source, values, reading);
  // of a file that is no scenario nothing is told: who knows what stands in it
  if (source.problems.length === 0 && !isPlainObject(content))
    reading.refuse([], 'this is no scenario: a file begins with version and steps');
  const read = isPlainObject(content) ? reading.value(scenarioSchema, content, []) : undefined;
  problems.push(...source.problems, ...reading.problems.map((problem) => source.place(problem)));
  const {
    matrix: _matrix,
    steps,
    ...rest
  } = (isPlainObject(read) ? read : {}) as unknown as ReadScenario & {
    readonly matrix?: unknown;
  };
  const within = including.within(source.file);
  const included = (Array.isArray(steps) ? steps : []).flatMap((step: unknown, index) =>
    includedSteps(step, source, index, values, problems, within),
  );
  return { ...rest, steps: included };
}

/** Everything but the matrix itself, which holds the values, with the values filled in. */
function withValues({ content }: SourceFile, values: MatrixValues, reading: Reading): unknown {
  if (!isPlainObject(content)) return content;
  const { matrix, ...rest } = content;
  const filled = fillIn(rest, values, [], reading);
  return { ...(filled as object), ...(matrix !== undefined && { matrix }) };
}

function includedSteps(
  step: unknown,
  source: SourceFile,
  index: number,
  values: MatrixValues,
  problems: PlacedProblem[],
  including: Including,
): readonly Step[] {
  if (!isPlainObject(step)) return []; // was refused
  if (!('include' in step)) return [step as unknown as Step];
  const refuse = (message: string): readonly Step[] => {
    problems.push(source.place({ path: ['steps', index, 'include'], atKey: false, message }));
    return [];
  };
  const file = source.fileOf(String(step.include));
  if (file === undefined) return refuse(`${show(step.include)} is no file of this computer`);
  if (including.has(file)) return refuse(`${String(step.include)} includes this file again`);
  const target = including.read(file);
  if (target === 'too many')
    return refuse(`more than ${mostIncludes} files are included here, one by another`);
  if (!target) return refuse(`there is no file ${file} that can be read`);
  if (isPlainObject(target.content) && 'matrix' in target.content)
    return refuse(
      `${String(step.include)} has a matrix of its own; only the file that is played can have one`,
    );
  return readDocument(target, values, problems, including).steps;
}
