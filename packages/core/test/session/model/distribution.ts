import type { Played } from './play-sequence.ts';

export interface Distribution {
  readonly sequences: number;
  readonly medianSteps: number;
  readonly longest: number;
  /** The share with an interruption while a tool ran. */
  readonly interruptedTool: number;
  readonly withLoss: number;
  readonly toolCalls: number;
  readonly endings: Readonly<Record<string, number>>;
}

/** What kind of conversations a run was made of. */
export function distributionOf(played: readonly Played[]): Distribution {
  const steps = played.map((one) => one.steps).toSorted((a, b) => a - b);
  const share = (fits: (one: Played) => boolean) => played.filter(fits).length / played.length;
  const endings: Record<string, number> = {};
  for (const { ending } of played) endings[ending] = (endings[ending] ?? 0) + 1;
  return {
    sequences: played.length,
    medianSteps: steps[steps.length >> 1] ?? 0,
    longest: steps.at(-1) ?? 0,
    interruptedTool: share(({ interruptedTool }) => interruptedTool),
    withLoss: share(({ losses }) => losses > 0),
    toolCalls: played.reduce((sum, { toolCalls }) => sum + toolCalls, 0),
    endings,
  };
}
