import path from 'node:path';
import { DuologueError } from '@duologue/core';
import { isPlainObject } from '../match/show.ts';
import type { Reaction, Scenario, Step } from '../scenario/scenario.ts';
import { checkDocument } from './check-document.ts';
import { combinations, describeValues, fillIn, type MatrixValues } from './matrix.ts';
import { readExpected } from './read-expected.ts';
import { SourceFile } from './source-file.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a scenario from a YAML or JSON file.
 * @throws DuologueError FILE_UNREADABLE, SCENARIO_INVALID with file, line and column; also where a matrix makes several
 */
export function loadScenario(file: string | URL): Scenario {
  const [scenario, ...others] = loadScenarios(file);
  if (scenario && others.length === 0) return scenario;
  throw new DuologueError(
    'SCENARIO_INVALID',
    `${String(file)} has a matrix of ${others.length + 1} scenarios. Use loadScenarios().`,
  );
}

/**
 * Reads all scenarios of a YAML or JSON file: one for each combination of its matrix, or the only one.
 * @throws DuologueError FILE_UNREADABLE, SCENARIO_INVALID with file, line and column
 */
export function loadScenarios(file: string | URL): Scenario[] {
  const source = new SourceFile(file);
  return expand(source).map((values) => compile(source, values, []));
}

function expand({ content }: SourceFile): MatrixValues[] {
  const matrix = isPlainObject(content) ? content.matrix : undefined;
  const isMatrix = isPlainObject(matrix) && Object.values(matrix).every((values) => Array.isArray(values));
  return isMatrix ? combinations(matrix as Record<string, unknown[]>) : [{}];
}

function compile(source: SourceFile, values: MatrixValues, including: readonly string[]): Scenario {
  const content = filledIn(source.content, values);
  const problems = checkDocument(content);
  if (problems.length > 0) throw source.refuse(problems);
  const { name, steps, reactions, matrix: _matrix, ...rest } = content as Fields & { readonly name: string };
  const suffix = Object.keys(values).length > 0 ? ` (${describeValues(values)})` : '';
  return {
    ...(rest as unknown as Pick<Scenario, 'version' | 'seed' | 'agent' | 'ignore'>),
    name: name + suffix,
    steps: (steps as Fields[]).flatMap((step, index) =>
      compileStep(source, step, ['steps', index], values, including),
    ),
    ...(reactions !== undefined && {
      reactions: (reactions as Fields[]).map((one, index) => compileReaction(source, one, index)),
    }),
    place: source.placeOf([]),
  };
}

/** Everything but the matrix itself, which holds the values, with the values filled in. */
function filledIn(content: unknown, values: MatrixValues): unknown {
  if (!isPlainObject(content)) return content;
  const { matrix, ...rest } = content;
  return { ...(fillIn(rest, values) as Fields), ...(matrix !== undefined && { matrix }) };
}

function compileStep(
  source: SourceFile,
  step: Fields,
  keys: readonly (string | number)[],
  values: MatrixValues,
  including: readonly string[],
): readonly Step[] {
  if (typeof step.include === 'string') return includeSteps(source, step.include, keys, values, including);
  return [stepOf(source, step, keys) as unknown as Step];
}

function includeSteps(
  source: SourceFile,
  file: string,
  keys: readonly (string | number)[],
  values: MatrixValues,
  including: readonly string[],
): readonly Step[] {
  const target = path.resolve(path.dirname(source.file), file);
  const chain = [...including, source.file];
  if (chain.includes(target)) {
    throw source.refuse([
      { path: [...keys, 'include'], atKey: false, message: `${file} includes this file again` },
    ]);
  }
  return compile(new SourceFile(target), values, chain).steps;
}

function compileReaction(source: SourceFile, { on, do: steps, ...rest }: Fields, index: number): Reaction {
  return {
    ...rest,
    on: stepOf(source, on as Fields, ['reactions', index, 'on']),
    do: (steps as Fields[]).map((step, inner) => stepOf(source, step, ['reactions', index, 'do', inner])),
  } as unknown as Reaction;
}

/** A step as the engine knows it: short forms written out, patterns and paths read, and its place added. */
function stepOf(source: SourceFile, step: Fields, keys: readonly (string | number)[]): Fields {
  const { text, score, match, result, reason, audio, steps, ...rest } = step;
  const isExpect = 'expect' in step;
  const shorthand = isExpect
    ? {
        ...(text !== undefined && { text: readExpected(text) }),
        ...(score !== undefined && { score: readExpected(score) }),
      }
    : {};
  const wanted = { ...(isPlainObject(match) ? (readExpected(match) as Fields) : {}), ...shorthand };
  return {
    ...rest,
    ...(!isExpect && text !== undefined && { text }),
    ...(!isExpect && score !== undefined && { score }),
    ...(Object.keys(wanted).length > 0 && { match: wanted }),
    ...(result !== undefined && { result: readExpected(result) }),
    ...(reason !== undefined && { reason: isExpect ? readExpected(reason) : reason }),
    ...(audio !== undefined && { audio: speechOf(source, audio) }),
    ...(Array.isArray(steps) && {
      steps: (steps as Fields[]).map((inner, index) => stepOf(source, inner, [...keys, 'steps', index])),
    }),
    place: source.placeOf(keys),
  };
}

function speechOf(source: SourceFile, audio: unknown): unknown {
  const file = typeof audio === 'string' ? audio : isPlainObject(audio) ? audio.wav : undefined;
  return typeof file === 'string' ? { wav: path.resolve(path.dirname(source.file), file) } : audio;
}
