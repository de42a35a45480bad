import { jestChecks } from '../jest/jest-check.ts';
import type { CheckResult } from '../report.ts';
import { accessChecks } from './access.ts';
import { capturedChecks } from './captured.ts';
import { closingChecks } from './closing.ts';
import { handshakeChecks } from './handshake.ts';
import { pythonChecks } from './python-demands.ts';
import { toleranceChecks } from './tolerance.ts';

/** Something that must hold, whoever the client is. */
export interface Check {
  readonly name: string;
  /** Throws where it does not. */
  readonly run: () => Promise<void>;
}

/** Every check, one after the other, so that none disturbs the clock of another. */
export async function runChecks(): Promise<CheckResult[]> {
  const all = [
    ...handshakeChecks,
    ...accessChecks,
    ...toleranceChecks,
    ...closingChecks,
    ...pythonChecks,
    ...capturedChecks,
    ...jestChecks,
  ];
  const results: CheckResult[] = [];
  for (const { name, run } of all) {
    const failure = await run().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    results.push({ name, failure });
  }
  return results;
}
