/** One line of the table. */
export interface BenchResult {
  readonly name: string;
  /** What was measured, and what it was compared with, in words. */
  readonly measured: string;
  readonly compared: string;
  /** What is judged, with its unit. */
  readonly value: number;
  readonly target: number;
  readonly unit: string;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
