import { parseArgs } from 'node:util';
import { DuologueError } from '@duologue/core';
import { loadScenarios } from '../document/load-scenario.ts';
import type { PlacedProblem } from '../document/placed-problem.ts';
import { prepareScenario } from '../scenario/prepare.ts';
import { exitCodes, paint, print, UsageError, type CliIo } from './io.ts';
import { scenarioFiles } from './scenario-files.ts';

export const validateHelp = `duologue validate <file or folder…> [options]

  Says everything that is wrong with scenario files: fields, values, references,
  files that they include, speech that cannot be read.
  Fails where there is anything.

Options
  --json  one JSON object a line: { file, ok, scenarios }
          or { file, ok, problems: [{ file, line, column, message }] }

Examples
  duologue validate booking.yaml
  duologue validate scenarios/ --json`;

type Finding =
  | { readonly ok: true; readonly scenarios: readonly string[] }
  | { readonly ok: false; readonly text: string; readonly problems: readonly Partial<PlacedProblem>[] };

/** Checks files; fails where one of them is no scenario. */
export async function validate(args: string[], io: CliIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  if (positionals.length === 0) throw new UsageError('Name a scenario file or a folder.');
  const files = positionals.flatMap(scenarioFiles);
  let bad = 0;
  for (const file of files) {
    const finding = await look(file);
    if (!finding.ok) bad += 1;
    if (values.json) {
      const { ok } = finding;
      const rest = finding.ok ? { scenarios: finding.scenarios } : { problems: finding.problems };
      print(io, JSON.stringify({ file, ok, ...rest }));
    } else if (finding.ok) print(io, `${paint(io, 'green', 'ok')}   ${file}${several(finding.scenarios)}`);
    else print(io, `${paint(io, 'red', 'bad')}  ${file}\n${indented(finding.text)}`);
  }
  if (!values.json && files.length > 1) print(io, `${files.length - bad} of ${files.length} are right`);
  return bad > 0 ? exitCodes.failed : exitCodes.passed;
}

async function look(file: string): Promise<Finding> {
  try {
    const scenarios = loadScenarios(file);
    for (const scenario of scenarios) await prepareScenario(scenario);
    return { ok: true, scenarios: scenarios.map(({ name }) => name) };
  } catch (error) {
    if (!(error instanceof DuologueError)) throw error;
    const placed = error.details.problems as readonly PlacedProblem[] | undefined;
    return {
      ok: false,
      text: error.message,
      problems: placed?.length ? placed : [{ file, message: error.message }],
    };
  }
}

function several(scenarios: readonly string[]): string {
  return scenarios.length > 1 ? ` (${scenarios.length} scenarios)` : '';
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '     ');
}
