import { createHooks, type HookTable } from '../../../src/session/create-hooks.ts';
import type { Problem } from '../../../src/session/facts.ts';
import type { Hooks } from '../../../src/session/hooks.ts';
import { ManualClock } from './manual-clock.ts';

export interface HooksUnderTest extends HookTable {
  readonly clock: ManualClock;
  /** What a plugin sees. */
  readonly tappable: Hooks;
  readonly warnings: string[];
}

export function hooksUnderTest(): HooksUnderTest {
  const clock = new ManualClock();
  const warnings: string[] = [];
  const table = createHooks({ clock, warn: (message) => warnings.push(message) });
  return { ...table, clock, tappable: table.hooks, warnings };
}

/** Collects what `problemOccurred` is told. */
export function collectProblems({ problemOccurred }: Hooks): Problem[] {
  const problems: Problem[] = [];
  problemOccurred.tap('Collector', (problem) => problems.push(problem));
  return problems;
}

/** Ends when everything that was set going without a timer has happened. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
