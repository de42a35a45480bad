import { parseArgs } from 'node:util';
import { loadScenarios } from '../document/load-scenario.ts';
import { prepareScenario } from '../scenario/prepare.ts';
import { exitCodes, paint, print, UsageError, type CliIo } from './io.ts';
import { scenarioFiles } from './scenario-files.ts';

export const validateHelp = `duologue validate <file or folder…> [--json]

  Checks scenarios: their fields, their references, and that their speech can be read.`;

/** Checks files; fails where one of them is no scenario. */
export async function validate(args: string[], io: CliIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean' } },
  });
  if (positionals.length === 0) throw new UsageError('Name a scenario file or a folder.');
  let failed = false;
  for (const file of positionals.flatMap(scenarioFiles)) {
    const problem = await problemOf(file);
    failed ||= problem !== undefined;
    if (values.json)
      print(
        io,
        JSON.stringify({ file, ok: problem === undefined, ...(problem !== undefined && { problem }) }),
      );
    else if (problem === undefined) print(io, `${paint(io, 'green', 'ok')}   ${file}`);
    else print(io, `${paint(io, 'red', 'bad')}  ${problem}`);
  }
  return failed ? exitCodes.failed : exitCodes.passed;
}

async function problemOf(file: string): Promise<string | undefined> {
  try {
    for (const scenario of loadScenarios(file)) await prepareScenario(scenario);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
