import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '@duologue/core';
import type { Conversation } from '../conversation/conversation.ts';
import { loadScenarios } from '../document/load-scenario.ts';
import type { UserAction } from '../engine/effects.ts';
import { prepareScenario } from '../scenario/prepare.ts';
import { describeStep, type Scenario } from '../scenario/scenario.ts';
import { ConvaiServer } from '../server/convai-server.ts';
import { exitCodes, paint, print, UsageError, type CliIo } from './io.ts';
import { readWhole } from './read-number.ts';
import { scenarioFiles } from './scenario-files.ts';

export const runHelp = `duologue run <file or folder> [--seed N] [--patience MS] [--trace FOLDER] [--lenient] [--json] -- <command…>

  Plays each scenario to one run of a command, which finds the server in its environment:
    DUOLOGUE_URL       the address of the conversation (ws://…)
    DUOLOGUE_BASE_URL  the address for HTTP calls (http://…)
  A scenario passes when the command has played its part to the end. What the user does is printed as it falls due.

  --seed      seeds ids and every other random choice
  --patience  how long a step waits for the command, in milliseconds; default 5000
  --trace     writes the trace of each conversation into this folder
  --lenient   only remarks on messages that do not fit the contract
  --json      one JSON object a line`;

interface RunOptions {
  readonly command: readonly string[];
  readonly seed: number | undefined;
  readonly patienceMs: number;
  readonly traceFolder: string | undefined;
  readonly strict: boolean;
  readonly json: boolean;
}

interface RunResult {
  readonly scenario: string;
  readonly ok: boolean;
  readonly problem?: string;
}

/** How long a command may take to end once its conversation has, in milliseconds. */
const farewellMs = 5_000;

/** Plays scenarios to a command; fails where one of them was not played as it is written. */
export async function run(args: string[], io: CliIo): Promise<number> {
  const { targets, ...options } = readOptions(args);
  const scenarios = targets.flatMap(scenarioFiles).flatMap((file) => loadScenarios(file));
  let failures = 0;
  for (const scenario of scenarios) {
    if (io.signal.aborted) break;
    const result = await runOne(scenario, options, io);
    if (!result.ok) failures += 1;
    if (options.json) print(io, JSON.stringify({ event: 'result', ...result }));
    else if (result.ok) print(io, `${paint(io, 'green', 'ok')}   ${result.scenario}`);
    else print(io, `${paint(io, 'red', 'bad')}  ${result.scenario}\n${result.problem ?? ''}\n`);
  }
  if (!options.json) print(io, `${scenarios.length - failures} of ${scenarios.length} passed`);
  return failures > 0 || io.signal.aborted ? exitCodes.failed : exitCodes.passed;
}

function readOptions(args: string[]): RunOptions & { readonly targets: readonly string[] } {
  const split = args.indexOf('--');
  const command = split < 0 ? [] : args.slice(split + 1);
  const { values, positionals } = parseArgs({
    args: split < 0 ? args : args.slice(0, split),
    allowPositionals: true,
    options: {
      seed: { type: 'string' },
      patience: { type: 'string' },
      trace: { type: 'string' },
      lenient: { type: 'boolean' },
      json: { type: 'boolean' },
    },
  });
  if (positionals.length === 0) throw new UsageError('Name a scenario file or a folder.');
  if (command.length === 0)
    throw new UsageError('Name the command after two dashes: duologue run call.yaml -- node app.js');
  return {
    targets: positionals,
    command,
    seed: values.seed === undefined ? undefined : readWhole('seed', values.seed),
    patienceMs: readWhole('patience', values.patience ?? '5000'),
    traceFolder: values.trace,
    strict: !values.lenient,
    json: values.json ?? false,
  };
}

async function runOne(scenario: Scenario, options: RunOptions, io: CliIo): Promise<RunResult> {
  const prepared = await prepareScenario(scenario);
  const { seed, patienceMs, strict, command } = options;
  const server = await ConvaiServer.listen(prepared, {
    clock: systemClock,
    patienceMs,
    strict,
    ...(seed !== undefined && { seed }),
  });
  const ended = new Promise<void>((resolve) => server.onConversationEnd(() => resolve()));
  server.onForeignConversation((conversation) =>
    conversation.playedBy({ act: (action) => tellUserStep(action, options, io) }),
  );
  try {
    const child = start(command, server);
    const stop = () => child.process.kill();
    io.signal.addEventListener('abort', stop, { once: true });
    await Promise.race([ended, child.exited]);
    await Promise.race([child.exited, systemClock.sleep(farewellMs).then(stop)]);
    io.signal.removeEventListener('abort', stop);
    const [conversation] = server.conversations;
    if (conversation) saveTrace(conversation, scenario, options);
    return { scenario: scenario.name, ...verdict(conversation, await child.exited) };
  } finally {
    await server.close();
  }
}

function verdict(conversation: Conversation | undefined, exit: string): Omit<RunResult, 'scenario'> {
  if (!conversation)
    return { ok: false, problem: `The command never connected to DUOLOGUE_URL. It ended with ${exit}.` };
  const failure = conversation.failure ?? (conversation.isComplete ? undefined : conversation.unfinished());
  return failure ? { ok: false, problem: failure.message } : { ok: true };
}

function start(
  [file = '', ...args]: readonly string[],
  server: ConvaiServer,
): { process: ChildProcess; exited: Promise<string> } {
  const env = { ...process.env, DUOLOGUE_URL: server.url, DUOLOGUE_BASE_URL: server.httpUrl };
  const child = spawn(file, args, { stdio: ['ignore', 'inherit', 'inherit'], env });
  const exited = new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
  return { process: child, exited };
}

function tellUserStep({ step, stepIndex, when }: UserAction, { json }: RunOptions, io: CliIo): void {
  if (json)
    print(io, JSON.stringify({ event: 'user', step: stepIndex + 1, ...step, place: undefined, when }));
  else print(io, paint(io, 'dim', `     step ${stepIndex + 1}: ${describeStep(step)}`));
}

function saveTrace({ trace }: Conversation, scenario: Scenario, { traceFolder }: RunOptions): void {
  if (traceFolder === undefined) return;
  mkdirSync(traceFolder, { recursive: true });
  const name = scenario.name.replaceAll(/[^\w.-]+/g, '-');
  const lines = trace.entries.map((entry) => `${JSON.stringify(entry)}\n`);
  writeFileSync(path.join(traceFolder, `${name}.jsonl`), lines.join(''));
}
