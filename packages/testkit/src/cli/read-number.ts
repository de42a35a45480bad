import { readDuration } from '../document/read-duration.ts';
import { UsageError } from './io.ts';

/** @throws UsageError */
export function readPort(text: string): number {
  const port = readWhole('port', text, 'a port from 0 to 65535');
  if (port <= 65_535) return port;
  throw new UsageError(`--port has to be a port from 0 to 65535, not "${text}".`);
}

/** @throws UsageError */
export function readWhole(name: string, text: string, what = 'a whole number'): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new UsageError(`--${name} has to be ${what}, not "${text}".`);
}

/** Milliseconds of `2s`, `250ms` or a number of milliseconds. @throws UsageError */
export function readTime(name: string, text: string): number {
  const ms = readDuration(/^\d+$/.test(text) ? Number(text) : text);
  if (ms !== undefined) return ms;
  throw new UsageError(`--${name} has to be a duration such as 2s or 250ms, not "${text}".`);
}
