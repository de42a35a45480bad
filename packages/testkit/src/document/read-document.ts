import { isPlainObject } from '../match/show.ts';
import type { Scenario, Step } from '../scenario/scenario.ts';
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
  including: readonly string[] = [],
): ReadScenario {
  const reading = new Reading({
    placeOf: (at) => source.placeOf(at),
    fileOf: (name) => source.fileOf(name),
    read: readValue,
  });
  const content = withValues(source, values, reading);
  const read = reading.value(scenarioSchema, content, []);
  problems.push(...source.problems, ...reading.problems.map((problem) => source.place(problem)));
  const {
    matrix: _matrix,
    steps,
    ...rest
  } = (isPlainObject(read) ? read : {}) as unknown as ReadScenario & {
    readonly matrix?: unknown;
  };
  const chain = [...including, source.file];
  const included = (Array.isArray(steps) ? steps : []).flatMap((step: unknown, index) =>
    includedSteps(step, source, index, values, problems, chain),
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
  chain: readonly string[],
): readonly Step[] {
  if (!isPlainObject(step)) return []; // was refused
  if (!('include' in step)) return [step as unknown as Step];
  const file = source.fileOf(String(step.include));
  const refuse = (message: string): readonly Step[] => {
    problems.push(source.place({ path: ['steps', index, 'include'], atKey: false, message }));
    return [];
  };
  if (chain.includes(file)) return refuse(`${String(step.include)} includes this file again`);
  const target = readable(file);
  if (!target) return refuse(`there is no file ${file} that can be read`);
  if (isPlainObject(target.content) && 'matrix' in target.content)
    return refuse(
      `${String(step.include)} has a matrix of its own; only the file that is played can have one`,
    );
  return readDocument(target, values, problems, chain).steps;
}

function readable(file: string): SourceFile | undefined {
  try {
    return SourceFile.read(file);
  } catch {
    return undefined;
  }
}
