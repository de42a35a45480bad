import { DuologueError } from '@duologue/core';
import { exitCodes, print, UsageError, type CliIo } from './io.ts';
import { run, runHelp } from './run.ts';
import { serve, serveHelp } from './serve.ts';
import { validate, validateHelp } from './validate.ts';

const commands: Readonly<Record<string, { readonly run: typeof serve; readonly help: string }>> = {
  serve: { run: serve, help: serveHelp },
  run: { run, help: runHelp },
  validate: { run: validate, help: validateHelp },
};

const help = `duologue <command>

${Object.values(commands)
  .map((command) => command.help)
  .join('\n\n')}

Exit codes: 0 passed, 1 failed, 2 wrong command line, 3 the harness could not work.`;

/** Runs a command line; resolves with the exit code. */
export async function runCli(args: readonly string[], io: CliIo): Promise<number> {
  const [name = '', ...rest] = args;
  const own = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  if (name === '--help' || name === '-h' || name === 'help') {
    print(io, help);
    return exitCodes.passed;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command && (own.includes('--help') || own.includes('-h'))) {
    print(io, command.help);
    return exitCodes.passed;
  }
  try {
    if (command) return await command.run(rest, io);
    throw new UsageError(name === '' ? 'Name a command.' : `There is no command "${name}".`);
  } catch (error) {
    io.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (!isUsage(error)) return error instanceof DuologueError ? exitCodes.failed : exitCodes.harness;
    io.stderr.write(`\n${command?.help ?? help}\n`);
    return exitCodes.usage;
  }
}

/** `parseArgs` throws errors with a code of its own. */
function isUsage(error: unknown): boolean {
  return (
    error instanceof UsageError || String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS')
  );
}
