import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How a command went. */
export interface CommandOutcome {
  readonly passed: boolean;
  /** Everything it said, stdout and stderr as they came; empty when it was shown live. */
  readonly output: string;
  readonly seconds: string;
}

export interface RunCommandOptions {
  readonly cwd?: string;
  /** Added to the environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Whether the output goes to the terminal as it comes. Default false. */
  readonly live?: boolean;
  /** Kills the command after this long. Default 300,000. */
  readonly timeoutMs?: number;
}

/** Runs a command to its end, with nothing on its standard input. Never rejects for what the command does. */
export async function runCommand(
  command: string,
  args: readonly string[],
  { cwd, env, live = false, timeoutMs = 300_000 }: RunCommandOptions = {},
): Promise<CommandOutcome> {
  const startedMs = performance.now();
  const child = spawn(command, args, {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, ...env },
    stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const exitCode = await once(child, 'close').then(
    ([code]) => code as number | null,
    (error: Error) => {
      chunks.push(Buffer.from(error.message));
      return 1;
    },
  );
  if (exitCode === null) chunks.push(Buffer.from(`\nkilled after ${timeoutMs / 1_000} s`));
  return {
    passed: exitCode === 0,
    output: Buffer.concat(chunks).toString(),
    seconds: secondsSince(startedMs),
  };
}

/** Seconds since a reading of `performance.now()`, to a tenth. */
export function secondsSince(startedMs: number): string {
  return ((performance.now() - startedMs) / 1_000).toFixed(1);
}
