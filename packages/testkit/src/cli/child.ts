import { spawn } from 'node:child_process';
import { systemClock, type Timer } from '@duologue/core';

/** How a command ended. */
export interface ChildEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

/** How long a command may take to end once it is told to, in milliseconds. */
const patienceMs = 2_000;

/** A command that is running. */
export class Child {
  /** Rejects where the command cannot be started. */
  readonly ended: Promise<ChildEnd>;
  readonly #kill: (signal: NodeJS.Signals) => void;
  #force: Timer | undefined;
  #isOver = false;

  constructor(
    [file = '', ...args]: readonly string[],
    env: Readonly<Record<string, string | undefined>>,
    stdout: 'inherit' | 'stderr',
  ) {
    const child = spawn(file, args, {
      stdio: ['inherit', stdout === 'stderr' ? 2 : 'inherit', 'inherit'],
      env: { ...env },
    });
    this.#kill = (signal) => void child.kill(signal);
    this.ended = new Promise<ChildEnd>((resolve, reject) => {
      child.once('error', (cause) =>
        reject(new Error(`The command "${file}" cannot be started: ${cause.message}.`, { cause })),
      );
      child.once('exit', (code, signal) => resolve({ code, signal }));
    }).finally(() => {
      this.#isOver = true;
      this.#force?.cancel();
    });
  }

  /** Asks the command to end, and makes it where it does not. */
  stop(): void {
    if (this.#isOver || this.#force) return;
    this.#kill('SIGTERM');
    this.#force = systemClock.setTimeout(() => this.#kill('SIGKILL'), patienceMs);
  }
}

/** How a command ended, in words. */
export function describeEnd({ code, signal }: ChildEnd): string {
  return signal === null ? `exit code ${code}` : `the signal ${signal}`;
}
