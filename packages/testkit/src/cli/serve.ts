import path from 'node:path';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { systemClock } from '@duologue/core';
import type { Conversation } from '../conversation/conversation.ts';
import { loadScenario } from '../document/load-scenario.ts';
import { prepareScenario, type PreparedScenario } from '../scenario/prepare.ts';
import { ConvaiServer } from '../server/convai-server.ts';
import { exitCodes, paint, print, UsageError, type CliIo } from './io.ts';
import { readPort } from './read-number.ts';
import { scenarioFiles } from './scenario-files.ts';

export const serveHelp = `duologue serve <file or folder> [--port 0] [--api-key KEY] [--lenient] [--json]

  Plays a scenario to every client that connects, on 127.0.0.1 and until Ctrl-C. With a folder, the agent id chooses
  the scenario: it is the name of the file without its ending.

  --port     default 0: any free port
  --api-key  makes the agents private: clients need a signed URL, and it costs this key
  --lenient  only remarks on messages that do not fit the contract
  --json     one JSON object a line, the address first`;

/** Serves scenarios until it is told to stop. */
export async function serve(args: string[], io: CliIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      port: { type: 'string' },
      'api-key': { type: 'string' },
      lenient: { type: 'boolean' },
      json: { type: 'boolean' },
    },
  });
  const [target] = positionals;
  if (target === undefined || positionals.length > 1)
    throw new UsageError('Name one scenario file or folder.');
  const port = readPort(values.port ?? '0');
  const agents = await loadAgents(scenarioFiles(target));
  const [first] = agents.values();
  if (!first) throw new UsageError(`There is no scenario in ${target}.`);
  const server = await ConvaiServer.listen(first, {
    clock: systemClock,
    port,
    agents,
    strict: !values.lenient,
    patienceMs: 60_000,
    ...(values['api-key'] !== undefined && { apiKey: values['api-key'] }),
  });
  const tell = values.json ? tellJson : tellText;
  tell(io, { event: 'listening', http: server.httpUrl, url: server.url, agents: [...agents.keys()] });
  server.onConversationEnd((conversation) => tell(io, endOf(conversation)));
  if (!io.signal.aborted) await once(io.signal, 'abort');
  await server.close();
  return exitCodes.passed;
}

type Told =
  | {
      readonly event: 'listening';
      readonly http: string;
      readonly url: string;
      readonly agents: readonly string[];
    }
  | {
      readonly event: 'ended';
      readonly conversation: string;
      readonly ok: boolean;
      readonly problem?: string;
    };

function endOf(conversation: Conversation): Told {
  const { id, failure } = conversation;
  return { event: 'ended', conversation: id, ok: !failure, ...(failure && { problem: failure.message }) };
}

function tellJson(io: CliIo, told: Told): void {
  print(io, JSON.stringify(told));
}

function tellText(io: CliIo, told: Told): void {
  if (told.event === 'listening') {
    print(io, `Listening on ${told.http}`);
    print(io, `  ${told.url}`);
    for (const agent of told.agents) print(io, `  agent ${agent}`);
  } else if (told.ok) print(io, `${paint(io, 'green', 'ok')}   ${told.conversation}`);
  else print(io, `${paint(io, 'red', 'bad')}  ${told.conversation}\n${told.problem ?? ''}\n`);
}

async function loadAgents(files: readonly string[]): Promise<Map<string, PreparedScenario>> {
  const agents = new Map<string, PreparedScenario>();
  for (const file of files) agents.set(path.parse(file).name, await prepareScenario(loadScenario(file)));
  return agents;
}
