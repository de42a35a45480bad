import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Session, SessionOptions } from '@duologue/core';
import { failureCatalogue, failureRemedies, type FailureCode } from '../src/engine/failure.ts';
import { replay } from '../src/replay/replay.ts';

interface Bug {
  readonly createSession: (options: SessionOptions) => Session;
}

/**
 * What a test says of a mistake in a scenario (`mistakes/misspelt`), which it plays to a session that is right, or of a bug in a session
 * (`bugs/tool-throws`), to which it plays a scenario that is right.
 */
export async function failureOutput(folder: string, name: string): Promise<string> {
  const scenario = name.startsWith('mistakes/') ? `${folder}${name}.yaml` : `${folder}dinner.yaml`;
  const file = name.startsWith('bugs/') ? `${folder}${name}.ts` : `${folder}right.ts`;
  if (!existsSync(file)) throw new Error(`There is no ${file}.`);
  const { createSession } = (await import(pathToFileURL(file).href)) as Bug;
  const origin = { again: "npx vitest run dinner.test.ts -t 'a table is booked'" };
  try {
    await replay(scenario, { createSession, origin }, ({ session }) => session.run());
    return 'nothing is wrong';
  } catch (error) {
    return (error as Error).message;
  }
}

/** Every code of a failure, with what it means and what to do. */
export function failureReference(): string {
  const codes = Object.keys(failureCatalogue) as FailureCode[];
  const rows = codes.map((code) => `| \`${code}\` | ${failureCatalogue[code]} | ${failureRemedies[code]} |`);
  return ['## Every code', '', '| code | what it means | what to do |', '| --- | --- | --- |', ...rows].join(
    '\n',
  );
}
