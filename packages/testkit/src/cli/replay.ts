import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { systemClock } from '@duologue/core';
import { prepareCassette } from '../cassette/replay/prepare-cassette.ts';
import type { PreparedCassette } from '../cassette/replay/prepared-cassette.ts';
import { shellWord } from '../diagnostics/rerun-command.ts';
import { ConvaiServer } from '../server/convai-server.ts';
import { exitCodes, paint, print, UsageError, type CliIo } from './io.ts';
import { playToCommand } from './play-to-command.ts';
import { readPort, readTime, readWhole } from './read-number.ts';
import { replayAgainst } from './replay-against.ts';
import { JsonReporter, TextReporter } from './reporters.ts';
import { userEvent, userLine } from './user-line.ts';
import { verdictOn } from './verdict.ts';

export const replayHelp = `duologue replay <cassette> [options] [-- <command…>]

  Plays the agent of a recorded conversation to every client that connects,
  until Ctrl-C; with a command, runs it against the recording and checks that
  it does what was done then. The command finds DUOLOGUE_URL and
  DUOLOGUE_API_BASE in its environment.
  With --against, it plays the client to a server instead, records what comes
  of it, and compares the two.

Options
  --port N            default 0: any free port
  --seed N            seeds fresh ids; default 1
  --patience 5s       how long a frame may wait for the client
  --relaxed           messages of the client may come in any order
  --deaf              does not wait for speech: for clients with a silent
                      microphone
  --ignore POINTER    a place in messages of the client where everything may
                      differ, such as /result; may be given more than once
  --allow-incomplete  replays a torn recording as far as it goes
  --lenient           only remarks on messages that do not fit the contract
  --against URL       plays the client to this server (ws: or wss:)
  --out FILE          with --against: the cassette that is recorded
  --json              one JSON object a line

Examples
  duologue replay calls/refund -- node app.js
  duologue replay calls/refund --port 8080
  duologue replay calls/refund --against ws://127.0.0.1:9000 --out calls/new`;

/** Replays a cassette to clients, to a command, or as a client against a server. */
export async function replayCommand(args: string[], io: CliIo): Promise<number> {
  const options = readOptions(args);
  const { file, against, out, command, json, port, patienceMs, strict, seed } = options;
  const cassette = prepareCassette(file, options.cassette);
  if (against !== undefined) return replayAgainst({ cassette, url: against, out, json }, io);
  const again = ['npx', 'duologue', 'replay', file, '--seed', String(seed), '--', ...command];
  const server = await ConvaiServer.listen(cassette, {
    clock: systemClock,
    port,
    seed,
    patienceMs,
    strict,
    origin: { again: again.map(shellWord).join(' ') },
  });
  try {
    return command.length > 0
      ? await replayTo(server, cassette, options, io)
      : await serveUntilStopped(server, cassette, json, io);
  } finally {
    await server.close();
  }
}

type ReplayOptions = ReturnType<typeof readOptions>;

async function replayTo(
  server: ConvaiServer,
  { scenario }: PreparedCassette,
  { command, json }: ReplayOptions,
  io: CliIo,
): Promise<number> {
  server.onForeignConversation((conversation) =>
    conversation.playedBy({
      act: (action) =>
        print(io, json ? JSON.stringify(userEvent(action)) : paint(io, 'dim', `     ${userLine(action)}`)),
    }),
  );
  const env = {
    DUOLOGUE_URL: server.url,
    DUOLOGUE_API_BASE: server.httpUrl,
    DUOLOGUE_AGENT_ID: 'agent_test',
  };
  const limits = { connectMs: 30_000, graceMs: 5_000 };
  const played = await playToCommand(
    server,
    { command, env, ...limits, stdout: json ? 'stderr' : 'inherit' },
    io,
  );
  const { ok, code, problem } = verdictOn(server.conversations, played, limits);
  if (json) print(io, JSON.stringify({ event: 'result', cassette: scenario.name, ok, code, problem }));
  else if (ok) print(io, `${paint(io, 'green', 'ok')}   ${scenario.name}`);
  else print(io, `${paint(io, 'red', 'bad')}  ${scenario.name}\n${problem ?? ''}`);
  if (code === 'harness_error') return exitCodes.harness;
  return ok ? exitCodes.passed : exitCodes.failed;
}

async function serveUntilStopped(
  server: ConvaiServer,
  { scenario }: PreparedCassette,
  json: boolean,
  io: CliIo,
): Promise<number> {
  const reporter = json ? new JsonReporter(io) : new TextReporter(io);
  reporter.listening(server.httpUrl, [{ id: 'agent_test', scenario: scenario.name, url: server.url }]);
  server.onForeignConversation((conversation) => {
    reporter.opened(conversation);
    conversation.playedBy({
      act: (action) => reporter.user(conversation, userLine(action), userEvent(action)),
    });
  });
  server.onConversationEnd((conversation) => reporter.ended(conversation));
  if (!io.signal.aborted) await once(io.signal, 'abort');
  reporter.stopped();
  return exitCodes.passed;
}

function readOptions(args: string[]) {
  const split = args.indexOf('--');
  const { values, positionals } = parseArgs({
    args: split < 0 ? args : args.slice(0, split),
    allowPositionals: true,
    options: {
      port: { type: 'string', default: '0' },
      seed: { type: 'string', default: '1' },
      patience: { type: 'string', default: '5s' },
      relaxed: { type: 'boolean', default: false },
      deaf: { type: 'boolean', default: false },
      ignore: { type: 'string', multiple: true, default: [] },
      'allow-incomplete': { type: 'boolean', default: false },
      lenient: { type: 'boolean', default: false },
      against: { type: 'string' },
      out: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new UsageError('Name one cassette.');
  const { against, out } = values;
  if ((against === undefined) !== (out === undefined))
    throw new UsageError('--against and --out go together: the server, and where its answers are recorded.');
  return {
    file,
    against,
    out,
    command: split < 0 ? [] : args.slice(split + 1),
    json: values.json,
    port: readPort(values.port),
    patienceMs: readTime('patience', values.patience),
    strict: !values.lenient,
    seed: readWhole('seed', values.seed),
    cassette: {
      // whoever speaks into the microphone of the app is not this process
      plays: ['messages', 'feedback', 'hang_up'] as const,
      ...(values.relaxed && { relaxed: true }),
      listens: !values.deaf,
      ignore: values.ignore,
      allowIncomplete: values['allow-incomplete'],
    },
  };
}
