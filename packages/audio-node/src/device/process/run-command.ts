import { spawn } from 'node:child_process';
import { systemClock } from '@duologue/core';

export interface CommandOptions {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Default: that of this process. */
  readonly cwd?: string;
  /** Given to the command's standard input, which is then closed. */
  readonly input?: Buffer;
  /** Stops the command once it has written anything: what was asked for is there. */
  readonly untilOutput?: boolean;
  /** Default 3,000. */
  readonly timeoutMs?: number;
}

export interface CommandResult {
  /** Undefined where the command was stopped. */
  readonly exitCode: number | undefined;
  readonly output: string;
  readonly errors: string;
  /** Why the command did not run to its end. */
  readonly stopped?: 'missing' | 'timeout' | 'output';
}

/** What a command writes is cut off at this size. */
const longestOutput = 1_000_000;

/** Runs a command to its end. It never rejects. */
export function runCommand(command: string, options: CommandOptions): Promise<CommandResult> {
  const { args, env, cwd, input, untilOutput = false, timeoutMs = 3_000 } = options;
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(cwd !== undefined && { cwd }),
    });
    let [output, errors] = ['', ''];
    let stopped: CommandResult['stopped'];
    const stop = (why: CommandResult['stopped']) => {
      stopped ??= why;
      child.kill('SIGKILL');
    };
    const timer = systemClock.setTimeout(() => stop('timeout'), timeoutMs);
    const finish = (exitCode: number | null) => {
      timer.cancel();
      resolve({ exitCode: exitCode ?? undefined, output, errors, ...(stopped && { stopped }) });
    };
    child.stdout.on('data', (bytes: Buffer) => {
      if (untilOutput) stop('output');
      else if (output.length < longestOutput) output += bytes.toString('utf8');
    });
    child.stderr.on('data', (bytes: Buffer) => {
      if (errors.length < longestOutput) errors += bytes.toString('utf8');
    });
    child.on('error', () => {
      stopped = 'missing';
      finish(null);
    });
    child.on('close', finish);
    child.stdin.on('error', () => {}); // a command that reads nothing closes its end
    child.stdin.end(input);
  });
}

/** The line of a command's complaints that says most: the last one that is not empty. */
export function lastLine(errors: string): string {
  return errors.trim().split('\n').at(-1)?.trim().slice(0, 200) ?? '';
}
