import path from 'node:path';
import type { TestContext } from 'vitest';
import { DuologueError } from '@duologue/core';
import type { Origin } from '../diagnostics/origin.ts';
import { shellWord } from '../diagnostics/rerun-command.ts';
import type { StepPlace } from '../scenario/step-place.ts';

/** What the message of a failure says about a test of vitest: its line, and the command that runs it alone. */
export function testOrigin(
  { name, file }: TestContext['task'],
  place: StepPlace | undefined,
  seed: number | undefined,
): Origin {
  const pattern = name.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
  const words = ['npx', 'vitest', 'run', path.relative(process.cwd(), file.filepath), '-t', pattern];
  const forced = seed === undefined ? '' : `${seedVariable}=${seed} `;
  return { place, again: forced + words.map(shellWord).join(' ') };
}

const seedVariable = 'DUOLOGUE_SEED';

/** The seed that the environment asks for, before any other. @throws DuologueError INVALID_OPTIONS */
export function forcedSeed(): number | undefined {
  const text = process.env[seedVariable];
  if (text === undefined || text === '') return undefined;
  const seed = Number(text);
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new DuologueError('INVALID_OPTIONS', `${seedVariable} has to be a whole number, not "${text}".`);
}
