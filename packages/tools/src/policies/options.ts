import { DuologueError } from '@duologue/core';

/** @throws DuologueError INVALID_OPTIONS where a number is no whole number in its range */
export function checkWhole(
  policy: string,
  option: string,
  value: number,
  from: number,
  to: number = Number.MAX_SAFE_INTEGER,
): number {
  if (Number.isSafeInteger(value) && value >= from && value <= to) return value;
  const range = to === Number.MAX_SAFE_INTEGER ? `from ${from}` : `from ${from} to ${to}`;
  throw new DuologueError(
    'INVALID_OPTIONS',
    `${policy}: ${option} is ${value}; it must be a whole number ${range}.`,
  );
}

/** @throws DuologueError INVALID_OPTIONS where a time is not above 0, or above `to` */
export function checkMs(
  policy: string,
  option: string,
  value: number,
  to: number = Number.MAX_VALUE,
): number {
  if (value > 0 && value <= to) return value;
  const range = to === Number.MAX_VALUE ? 'above 0' : `above 0 and at most ${to}`;
  throw new DuologueError(
    'INVALID_OPTIONS',
    `${policy}: ${option} is ${value}; it must be milliseconds ${range}.`,
  );
}

/** Time to wait as people say it: `1 second`, `2 minutes`. */
export function speakWait(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  const [amount, unit] = seconds < 120 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute'];
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`;
}
