import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Session, SessionOptions } from '@duologue/core';
import { failureCatalogue, failureRemedies, type FailureCode } from '../src/engine/failure.ts';
import { replay } from '../src/replay/replay.ts';

type CreateSession = (options: SessionOptions) => Session;

/** The scenario and the session of a mistake in a scenario (`mistakes/misspelt`) or a bug in a session (`bugs/tool-throws`): the other one is right. */
export function failurePair(name: string): readonly [scenario: string, session: string] {
  return name.startsWith('bugs/') ? ['dinner.yaml', `${name}.ts`] : [`${name}.yaml`, 'right.ts'];
}

/** What a test says that plays a scenario to a session: the module of the session has one function, which makes it. */
export async function failureOutput(scenario: string, session: string): Promise<string> {
  const [createSession] = Object.values(
    (await import(pathToFileURL(session).href)) as Readonly<Record<string, CreateSession>>,
  );
  if (!createSession) throw new Error(`${session} has no function that makes a session.`);
  const test = path.basename(scenario, '.yaml');
  const origin = { again: `npx vitest run ${test}.test.ts` };
  try {
    await replay(scenario, { createSession, origin }, (running) => running.session.run());
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
