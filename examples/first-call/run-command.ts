import { DuologueError, type SessionEnd } from '@duologue/core';
import { help, readCommandLine, UsageError, type CommandLine } from './command-line.ts';
import { asPlainText } from './screen.ts';

/**
 * Runs a program from its command line to its exit code. `hangUp` is aborted by Ctrl-C, and when nobody reads the
 * output any more; a second Ctrl-C ends the process at once.
 * Whatever goes wrong is told in one sentence.
 */
export async function runCommand(
  program: (command: CommandLine, hangUp: AbortSignal) => Promise<SessionEnd>,
): Promise<void> {
  const hangUp = new AbortController();
  process.once('SIGINT', () => hangUp.abort());
  // whoever reads the output has gone (`npm start | head`): nobody is left to tell
  process.stdout.on('error', () => hangUp.abort());
  try {
    const command = readCommandLine(process.argv.slice(2), process.env);
    if (!command) return console.log(help);
    const { error } = await program(command, hangUp.signal);
    if (error) throw error;
  } catch (error) {
    if (!hangUp.signal.aborted) console.error(`\n${asPlainText(sentenceOf(error))}`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
  if (hangUp.signal.aborted) process.exitCode = 130;
}

function sentenceOf(error: unknown): string {
  if (error instanceof UsageError) return `${error.message} See npm start -- --help.`;
  if (error instanceof DuologueError && error.code === 'CONNECT_TIMEOUT') {
    return `The server took the call, but no agent answered within ${String(error.details['timeoutMs'])} ms.`;
  }
  return error instanceof Error ? error.message : String(error);
}
