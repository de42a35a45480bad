import path from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '@duologue/core';
import { saveTraces } from '../conversation/save-traces.ts';
import { shellWord } from '../diagnostics/rerun-command.ts';
import { loadScenarios } from '../document/load-scenario.ts';
import { checkAcceptance } from '../scenario/check-acceptance.ts';
import { prepareScenario } from '../scenario/prepare.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { ConvaiServer } from '../server/convai-server.ts';
import { exitCodes, isWatched, paint, print, UsageError, type CliIo } from './io.ts';
import { makeFolder } from './make-folder.ts';
import { playToCommand } from './play-to-command.ts';
import { readTime, readWhole } from './read-number.ts';
import { scenarioFiles } from './scenario-files.ts';
import { userEvent, userLine } from './user-line.ts';
import { verdictOn, type Verdict } from './verdict.ts';

export const runHelp = `duologue run <file or folder…> [options] -- <command…>

  Runs a command against a scripted agent and checks what it did. The command
  runs once for each scenario, and each conversation that it opens plays the
  scenario from its start. It passes when it has played all of them to their
  end, has ended the call, and ends with 0.

  The command finds the agent in its environment:
    DUOLOGUE_URL       the address of the conversation, ws://127.0.0.1:…
    DUOLOGUE_API_BASE  the address for HTTP calls, http://127.0.0.1:…
    DUOLOGUE_AGENT_ID  the agent to ask for
    DUOLOGUE_SCENARIO  the name of the scenario

Options
  --seed N             seeds ids and every other random choice;
                       default what the scenario says
  --patience 5s        how long a step waits for the command, and how long
                       the call may go on once the script is over
  --connect-within 30s how long the command may take to connect
  --grace 5s           how long the command may go on after its last
                       conversation; then it is ended, and that is no failure
  --trace FOLDER       writes the trace of each conversation into this folder
  --lenient            only remarks on messages that do not fit the contract
  --json               one JSON object a line;
                       what the command itself writes goes to stderr

Examples
  duologue run booking.yaml -- node app.js
  duologue run scenarios/ --trace traces -- python -m my_agent
  duologue run booking.yaml --seed 7 --patience 20s -- npm run agent`;

interface RunOptions {
  readonly command: readonly string[];
  readonly seed: number | undefined;
  readonly patienceMs: number;
  readonly connectMs: number;
  readonly graceMs: number;
  readonly traceFolder: string | undefined;
  readonly strict: boolean;
  readonly json: boolean;
}

/** Plays scenarios to a command; fails where one of them was not played as it is written. */
export async function run(args: string[], io: CliIo): Promise<number> {
  const { targets, ...options } = readOptions(args);
  const scenarios = targets.flatMap(scenarioFiles).flatMap((file) => loadScenarios(file));
  const verdicts: Verdict[] = [];
  for (const scenario of scenarios) {
    if (io.signal.aborted) break;
    const verdict = await runOne(scenario, options, io);
    verdicts.push(verdict);
    tell(verdict, scenario, options, io);
  }
  const passed = verdicts.filter(({ ok }) => ok).length;
  if (!options.json) print(io, `${passed} of ${scenarios.length} passed`);
  if (verdicts.some(({ code }) => code === 'harness_error')) return exitCodes.harness;
  return passed < scenarios.length ? exitCodes.failed : exitCodes.passed;
}

function readOptions(args: string[]): RunOptions & { readonly targets: readonly string[] } {
  const split = args.indexOf('--');
  const command = split < 0 ? [] : args.slice(split + 1);
  const { values, positionals } = parseArgs({
    args: split < 0 ? args : args.slice(0, split),
    allowPositionals: true,
    options: {
      seed: { type: 'string' },
      patience: { type: 'string', default: '5s' },
      'connect-within': { type: 'string', default: '30s' },
      grace: { type: 'string', default: '5s' },
      trace: { type: 'string' },
      lenient: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length === 0) throw new UsageError('Name a scenario file or a folder.');
  if (command.length === 0)
    throw new UsageError('Name the command after two dashes: duologue run call.yaml -- node app.js');
  return {
    targets: positionals,
    command,
    seed: values.seed === undefined ? undefined : readWhole('seed', values.seed),
    patienceMs: readTime('patience', values.patience),
    connectMs: readTime('connect-within', values['connect-within']),
    graceMs: readTime('grace', values.grace),
    traceFolder: values.trace === undefined ? undefined : makeFolder('trace', values.trace),
    strict: !values.lenient,
    json: values.json,
  };
}

async function runOne(scenario: Scenario, options: RunOptions, io: CliIo): Promise<Verdict> {
  const { seed, patienceMs, strict, json, traceFolder } = options;
  checkAcceptance(scenario);
  const server = await ConvaiServer.listen(await prepareScenario(scenario), {
    clock: systemClock,
    patienceMs,
    hangUpWithinMs: patienceMs,
    origin: { again: againCommand(scenario, options), traceFolder },
    strict,
    ...(seed !== undefined && { seed }),
  });
  if (isWatched(io) && !json) print(io, paint(io, 'dim', `…    ${scenario.name} on ${server.url}`));
  server.onForeignConversation((conversation) =>
    conversation.playedBy({
      act: (action) =>
        print(io, json ? JSON.stringify(userEvent(action)) : paint(io, 'dim', `     ${userLine(action)}`)),
    }),
  );
  try {
    const env = {
      DUOLOGUE_URL: server.url,
      DUOLOGUE_API_BASE: server.httpUrl,
      DUOLOGUE_AGENT_ID: 'agent_test',
      DUOLOGUE_SCENARIO: scenario.name,
    };
    const played = await playToCommand(server, { ...options, env, stdout: json ? 'stderr' : 'inherit' }, io);
    if (traceFolder !== undefined) saveTraces(server.conversations, traceFolder);
    return verdictOn(server.conversations, played, options);
  } finally {
    await server.close();
  }
}

function tell({ ok, code, problem }: Verdict, scenario: Scenario, options: RunOptions, io: CliIo): void {
  const { name, seed = 1 } = scenario;
  const used = options.seed ?? seed;
  if (options.json)
    return print(io, JSON.stringify({ event: 'result', scenario: name, ok, seed: used, code, problem }));
  if (ok) return print(io, `${paint(io, 'green', 'ok')}   ${name}`);
  // a failure of the script says itself how to see it again
  const again = problem?.includes('\n') ? '' : `    ${againCommand(scenario, options)}\n`;
  print(io, `${paint(io, 'red', 'bad')}  ${name}\n${problem ?? ''}\n${again}`);
}

function againCommand({ place, seed = 1 }: Scenario, { seed: used = seed, command }: RunOptions): string {
  const file = path.relative(process.cwd(), place?.file ?? '');
  return `npx duologue run ${shellWord(file)} --seed ${used} -- ${command.map(shellWord).join(' ')}`;
}
