import path from 'node:path';
import type { StepPlace } from '../scenario/step-place.ts';

/** The command that runs a test file again, by the runner that runs it now; all of its tests where a place is in no test file. */
export function rerunCommand(place: StepPlace | undefined): string | undefined {
  const { argv, env, execArgv } = process;
  const file = place && path.relative(process.cwd(), place.file);
  const named =
    file !== undefined && /[.-](test|spec)\.[cm]?[jt]sx?$/.test(file) ? ` ${shellWord(file)}` : '';
  if (env.VITEST !== undefined) return `npx vitest run${named}`;
  if (env.JEST_WORKER_ID !== undefined) return `npx jest${named}`;
  if (env.NODE_TEST_CONTEXT !== undefined)
    return ['node', ...execArgv, '--test'].map(shellWord).join(' ') + named;
  const [, program, ...words] = argv;
  if (program === undefined) return undefined;
  return ['node', ...execArgv, path.relative(process.cwd(), program), ...words].map(shellWord).join(' ');
}

/** A word as a shell wants it. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
