import { styleText } from 'node:util';

/** Where a command writes, and how it is told to stop. */
export interface CliIo {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the user wants the command to stop. */
  readonly signal: AbortSignal;
  /** Aborted when nobody reads the output any more. What a command has to say then goes by its exit code alone. */
  readonly unread?: AbortSignal;
}

/** What a command comes to. */
export const exitCodes = {
  passed: 0,
  /** A scenario was not played as it is written, or a file that was to be validated is no scenario. */
  failed: 1,
  /** The command line cannot be understood, or names a file that is no scenario. */
  usage: 2,
  /** The harness itself could not work: a port that is taken, a command that cannot be started. */
  harness: 3,
} as const;

/** A command line that cannot be understood. */
export class UsageError extends Error {}

export function print(io: CliIo, line: string): void {
  io.stdout.write(`${line}\n`);
}

/** Whether somebody watches: plain lines go everywhere else. */
export function isWatched({ stdout, env }: CliIo): boolean {
  return stdout.isTTY === true && !env.CI && env.TERM !== 'dumb';
}

/** Colours a word where somebody watches who has not asked for none. */
export function paint(io: CliIo, style: 'green' | 'red' | 'dim' | 'bold', text: string): string {
  return isWatched(io) && !io.env.NO_COLOR ? styleText(style, text) : text;
}
