import { styleText } from 'node:util';

/** Where a command writes, and how it is told to stop. */
export interface CliIo {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream;
  /** Aborted when the user wants the command to stop. */
  readonly signal: AbortSignal;
}

/** What a command comes to. */
export const exitCodes = {
  passed: 0,
  /** A scenario was not played as it is written, or a file is no scenario. */
  failed: 1,
  /** The command line cannot be understood. */
  usage: 2,
  /** The harness itself could not work: a port that is taken, a command that cannot be started. */
  harness: 3,
} as const;

/** A command line that cannot be understood. */
export class UsageError extends Error {}

export function print(io: CliIo, line: string): void {
  io.stdout.write(`${line}\n`);
}

/** Colours a word where somebody sees it, and nowhere else. */
export function paint(io: CliIo, style: 'green' | 'red' | 'dim', text: string): string {
  return io.stdout.isTTY ? styleText(style, text) : text;
}
