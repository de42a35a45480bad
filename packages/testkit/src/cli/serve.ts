import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { systemClock } from '@duologue/core';
import { prepareScenario, type PreparedScenario } from '../scenario/prepare.ts';
import { ConvaiServer, type ConvaiServerOptions } from '../server/convai-server.ts';
import { loadAgents } from './agents.ts';
import { exitCodes, UsageError, type CliIo } from './io.ts';
import { readPort, readTime, readWhole } from './read-number.ts';
import { JsonReporter, TextReporter } from './reporters.ts';
import { scenarioFiles } from './scenario-files.ts';
import { userEvent, userLine } from './user-line.ts';

export const serveHelp = `duologue serve <file or folder> [options]

  Plays a scenario to every client that connects, on 127.0.0.1 and until Ctrl-C.
  Each conversation plays it from its start, and gets a line when it is over.
  With several scenarios, the agent id chooses the one: it is the name of the
  file without its ending. Clients that name no such agent are refused.

Options
  --port N        default 0: any free port
  --seed N        seeds ids and every other random choice;
                  default what the scenario says
  --patience 60s  how long a step waits for the client
  --api-key KEY   makes the agents private: clients need a signed URL,
                  and it costs this key
  --keep-audio    keeps the audio of conversations,
                  for GET /v1/convai/conversations/:id/audio
  --lenient       only remarks on messages that do not fit the contract
  --json          one JSON object a line, the addresses first

Examples
  duologue serve booking.yaml
  duologue serve scenarios/ --port 8080
  duologue serve scenarios/ --json`;

/** Serves scenarios until it is told to stop. */
export async function serve(args: string[], io: CliIo): Promise<number> {
  const { target, json, ...options } = readOptions(args);
  const agents = new Map<string, PreparedScenario>();
  for (const [id, scenario] of loadAgents(scenarioFiles(target)))
    agents.set(id, await prepareScenario(scenario));
  const [first] = agents.values();
  if (!first) throw new UsageError(`There is no scenario in ${target}.`);
  // one scenario is for everybody, whatever agent a client is set up for
  const choice = agents.size > 1 ? { agents } : {};
  const server = await listen(first, { ...options, ...choice, clock: systemClock });
  const reporter = json ? new JsonReporter(io) : new TextReporter(io);
  reporter.listening(
    server.httpUrl,
    [...agents].map(([id, { scenario }]) => ({
      id,
      scenario: scenario.name,
      url: server.url.replace('agent_test', encodeURIComponent(id)),
    })),
  );
  server.onForeignConversation((conversation) => {
    reporter.opened(conversation);
    conversation.playedBy({
      act: (action) => reporter.user(conversation, userLine(action), userEvent(action)),
    });
  });
  server.onRefusal((refusal) => reporter.refused(refusal));
  server.onConversationEnd((conversation) => reporter.ended(conversation));
  const over = io.unread ? AbortSignal.any([io.signal, io.unread]) : io.signal;
  if (!over.aborted) await once(over, 'abort');
  await server.close();
  reporter.stopped();
  return exitCodes.passed;
}

/** @throws Error that says what to do where the port is taken or not for us */
async function listen(scenario: PreparedScenario, options: ConvaiServerOptions): Promise<ConvaiServer> {
  try {
    return await ConvaiServer.listen(scenario, options);
  } catch (cause) {
    const { code } = cause as { readonly code?: unknown };
    const why = code === 'EADDRINUSE' ? 'is taken' : code === 'EACCES' ? 'is not allowed for you' : undefined;
    if (why === undefined) throw cause;
    throw new Error(
      `The port ${options.port} ${why}. Name another one, or leave --port out for any free one.`,
      {
        cause,
      },
    );
  }
}

function readOptions(args: string[]) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '0' },
      seed: { type: 'string' },
      patience: { type: 'string', default: '60s' },
      'api-key': { type: 'string' },
      'keep-audio': { type: 'boolean', default: false },
      lenient: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [target, ...others] = positionals;
  if (target === undefined || others.length > 0) throw new UsageError('Name one scenario file or folder.');
  return {
    target,
    json: values.json,
    port: readPort(values.port),
    patienceMs: readTime('patience', values.patience),
    keepAudio: values['keep-audio'],
    strict: !values.lenient,
    ...(values.seed !== undefined && { seed: readWhole('seed', values.seed) }),
    ...(values['api-key'] !== undefined && { apiKey: values['api-key'] }),
  };
}
