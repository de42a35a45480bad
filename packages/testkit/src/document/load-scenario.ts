import path from 'node:path';
import { DuologueError } from '@duologue/core';
import { isPlainObject } from '../match/show.ts';
import { problemsOf } from '../scenario/check-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { combinations, describeValues, type MatrixValues } from './matrix.ts';
import { scenarioInvalid, type PlacedProblem } from './placed-problem.ts';
import { readDocument } from './read-document.ts';
import { SourceFile } from './source-file.ts';

export interface ParseScenarioOptions {
  /** What places name, and what relative paths of other files count from; without it they count from the working directory. */
  readonly file?: string;
}

/**
 * Reads a scenario from a YAML or JSON file.
 * @throws DuologueError FILE_UNREADABLE, SCENARIO_INVALID with file, line and column; also where a matrix makes several
 */
export function loadScenario(file: string | URL): Scenario {
  return only(loadScenarios(file), String(file), 'loadScenarios');
}

/**
 * Reads all scenarios of a YAML or JSON file: one for each combination of its matrix, or the only one.
 * @throws DuologueError FILE_UNREADABLE, SCENARIO_INVALID with file, line and column of everything that is wrong
 */
export function loadScenarios(file: string | URL): Scenario[] {
  return scenariosIn(SourceFile.read(file));
}

/**
 * Reads a scenario from the text of a YAML or JSON file.
 * @throws DuologueError SCENARIO_INVALID with line and column, FILE_UNREADABLE for a file that it includes
 */
export function parseScenario(text: string, options: ParseScenarioOptions = {}): Scenario {
  return only(parseScenarios(text, options), options.file ?? 'The text', 'parseScenarios');
}

/** Reads all scenarios from the text of a YAML or JSON file. @throws as `parseScenario` */
export function parseScenarios(text: string, { file }: ParseScenarioOptions = {}): Scenario[] {
  return scenariosIn(new SourceFile(text, file === undefined ? '<text>' : path.resolve(file)));
}

function scenariosIn(source: SourceFile): Scenario[] {
  const problems: PlacedProblem[] = [...source.problems];
  const scenarios = rowsOf(source, problems).map((values) => scenarioOf(source, values, problems));
  if (problems.length === 0) for (const one of scenarios) problems.push(...placed(one));
  if (problems.length > 0) throw scenarioInvalid(problems);
  return scenarios;
}

function rowsOf(source: SourceFile, problems: PlacedProblem[]): MatrixValues[] {
  if (source.problems.length > 0) return [];
  const matrix = isPlainObject(source.content) ? source.content.matrix : undefined;
  const isMatrix = isPlainObject(matrix) && Object.values(matrix).every((values) => Array.isArray(values));
  if (!isMatrix) return [{}];
  const rows = combinations(matrix as Record<string, unknown[]>);
  if (!rows)
    problems.push({
      ...source.placeOf(['matrix'], true),
      message: 'the matrix makes more than 1,000 scenarios',
    });
  return rows?.length ? rows : [{}];
}

function scenarioOf(source: SourceFile, values: MatrixValues, problems: PlacedProblem[]): Scenario {
  const { name = path.parse(source.file).name, ...rest } = readDocument(source, values, problems);
  const suffix = Object.keys(values).length > 0 ? ` (${describeValues(values)})` : '';
  return { ...rest, name: name + suffix, place: source.placeOf([]) };
}

function placed(scenario: Scenario): PlacedProblem[] {
  return problemsOf(scenario).flatMap(({ step, message }) => {
    const place = step?.place ?? scenario.place;
    return place ? [{ ...place, message }] : [];
  });
}

function only(scenarios: readonly Scenario[], name: string, several: string): Scenario {
  const [scenario] = scenarios;
  if (scenario && scenarios.length === 1) return scenario;
  throw new DuologueError(
    'SCENARIO_INVALID',
    `${name} has a matrix of ${scenarios.length} scenarios. Use ${several}().`,
  );
}
