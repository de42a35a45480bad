const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000 };

/** A day, in milliseconds: no conversation is longer. */
const longest = 86_400_000;

/** Milliseconds of `2s`, `250ms`, `1.5min` or a number of milliseconds, up to a day; undefined for everything else. */
export function readDuration(value: unknown): number | undefined {
  const ms = millisecondsOf(value);
  return ms !== undefined && ms >= 0 && ms <= longest ? ms : undefined;
}

/** Whether a value is a duration, but a longer one than there can be. */
export function isTooLong(value: unknown): boolean {
  return (millisecondsOf(value) ?? 0) > longest;
}

function millisecondsOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|min)$/.exec(String(value)) ?? [];
  // 1.1 s are 1,100 ms, and not a hair more
  return count === undefined ? undefined : Math.round(Number(count) * (unitMs[unit] ?? 1) * 1e6) / 1e6;
}

/** The shortest way to write a number of milliseconds. */
export function writeDuration(ms: number): string {
  return ms % 100 === 0 && ms >= 1_000 ? `${ms / 1_000}s` : `${ms}ms`;
}
