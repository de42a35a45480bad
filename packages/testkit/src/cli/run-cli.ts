import { readFileSync } from 'node:fs';
import { DuologueError } from '@duologue/core';
import { meant } from '../document/meant.ts';
import { convert, convertHelp, fromCassette, fromCassetteHelp } from './convert.ts';
import { diff, diffHelp } from './diff.ts';
import { fromConversation, fromConversationHelp } from './from-conversation.ts';
import { exitCodes, paint, print, UsageError, type CliIo } from './io.ts';
import { lint, lintHelp } from './lint.ts';
import { record, recordHelp } from './record.ts';
import { relax, relaxHelp } from './relax.ts';
import { replayCommand, replayHelp } from './replay.ts';
import { run, runHelp } from './run.ts';
import { serve, serveHelp } from './serve.ts';
import { validate, validateHelp } from './validate.ts';

interface Command {
  readonly run: (args: string[], io: CliIo) => Promise<number>;
  readonly help: string;
}

const commands: Readonly<Record<string, Command>> = {
  serve: { run: serve, help: serveHelp },
  run: { run, help: runHelp },
  validate: { run: validate, help: validateHelp },
  record: { run: record, help: recordHelp },
  replay: { run: replayCommand, help: replayHelp },
  diff: { run: diff, help: diffHelp },
  relax: { run: relax, help: relaxHelp },
  lint: { run: lint, help: lintHelp },
  convert: { run: convert, help: convertHelp },
  'from-cassette': { run: fromCassette, help: fromCassetteHelp },
  'from-conversation': { run: fromConversation, help: fromConversationHelp },
};

const help = `duologue: a scripted ElevenLabs agent for tests

  duologue serve booking.yaml               plays it to clients that connect
  duologue run booking.yaml -- node app.js  runs a command against it, and
                                            checks what the command did
  duologue validate scenarios/              says what is wrong with the files
  duologue record --agent ID --out calls/   records conversations of any client
  duologue replay calls/one -- node app.js  replays one to a command or a client
  duologue diff calls/one calls/two         says where two recordings part
  duologue relax calls/one                  takes accidental order out of one
  duologue lint calls/                      refuses what looks like a secret
  duologue convert calls/one --to har       makes HAR, JSONL, a transcript or a
                                            scenario of one, or one of another
                                            program's recording
  duologue from-cassette calls/one          makes a scenario of one
  duologue from-conversation ID             makes a scenario of a call that the
                                            service has kept

  duologue <command> --help tells all about a command,
  duologue --version the version.

Exit codes: 0 passed, 1 failed, 2 wrong command line or scenario,
3 the harness could not work.`;

/** Runs a command line; resolves with the exit code. */
export async function runCli(args: readonly string[], io: CliIo): Promise<number> {
  const [name = '', ...rest] = args;
  if (['--help', '-h', 'help'].includes(name)) return say(io, help);
  if (['--version', '-v'].includes(name)) return say(io, version());
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  const own = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  if (command && (own.includes('--help') || own.includes('-h'))) return say(io, command.help);
  try {
    if (command) return await command.run(rest, io);
    const known = Object.keys(commands);
    const way = meant(name, known) || `. There are ${known.join(', ')}.`;
    throw new UsageError(name === '' ? 'Name a command.' : `There is no command "${name}"${way}`);
  } catch (error) {
    io.stderr.write(`${paint(io, 'red', error instanceof Error ? error.message : String(error))}\n`);
    if (error instanceof DuologueError) return exitCodes.usage;
    if (!isUsage(error)) return exitCodes.harness;
    io.stderr.write(`\nduologue ${command ? `${name} ` : ''}--help tells how it is used.\n`);
    return exitCodes.usage;
  }
}

function say(io: CliIo, text: string): number {
  print(io, text);
  return exitCodes.passed;
}

function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  return manifest.version;
}

/** `parseArgs` throws errors with a code of its own. */
function isUsage(error: unknown): boolean {
  return (
    error instanceof UsageError || String((error as { code?: unknown }).code).startsWith('ERR_PARSE_ARGS')
  );
}
