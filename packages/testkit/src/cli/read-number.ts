import { UsageError } from './io.ts';

/** @throws UsageError */
export function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError(`--port has to be a whole number from 0 to 65535, not "${text}".`);
}

/** @throws UsageError */
export function readWhole(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= 0) return value;
  throw new UsageError(`--${name} has to be a whole number, not "${text}".`);
}
