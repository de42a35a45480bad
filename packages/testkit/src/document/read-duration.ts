const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000 };

/** Milliseconds of `2s`, `250ms`, `1.5min` or a number of milliseconds; undefined for everything else. */
export function readDuration(value: unknown): number | undefined {
  if (typeof value === 'number') return value >= 0 ? value : undefined;
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|min)$/.exec(String(value)) ?? [];
  // 1.1 s are 1,100 ms, and not a hair more
  return count === undefined ? undefined : Math.round(Number(count) * (unitMs[unit] ?? 1) * 1e6) / 1e6;
}

/** The shortest way to write a number of milliseconds. */
export function writeDuration(ms: number): string {
  return ms % 100 === 0 && ms >= 1_000 ? `${ms / 1_000}s` : `${ms}ms`;
}
