import { statSync, type Stats } from 'node:fs';
import { parseArgs, type ParseArgsConfig } from 'node:util';

/** What `npm start -- …` was asked to do. */
export interface CommandLine {
  readonly callee: ScriptedCallee | LiveCallee;
  /** The folder for what the call leaves behind. */
  readonly out: string;
  /** Whether the call is also played aloud. */
  readonly play: boolean;
  /** How long the agent may take to answer, in milliseconds. */
  readonly timeoutMs: number;
}

/** The scripted agent of this example. */
export interface ScriptedCallee {
  readonly kind: 'scripted';
  /** In virtual time. */
  readonly fast: boolean;
  /** The caller does not cut in: the long answer is heard to its end. */
  readonly muteCaller: boolean;
}

/** An agent of ElevenLabs, or any server that speaks its protocol. */
export interface LiveCallee {
  readonly kind: 'agent' | 'url';
  /** The id of the agent, or the address of the server. */
  readonly target: string;
  readonly apiKey?: string;
  /** A WAV file that asks the question, in the place of the caller of this example. */
  readonly microphone?: string;
}

/** A command line that cannot be followed: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const help = `A phone call to a scripted travel agency: a question, a tool call, a barge-in and a goodbye.

  npm start                     in real time, over a WebSocket of this machine, about 35 seconds
  npm start -- --fast           the same conversation in virtual time

  --play                        also play the call aloud
  --mute-caller                 let the caller not cut in: the long answer is heard to its end
  --out DIR                     where to write the recording, the transcript and the trace (default: out)
  --agent ID                    call an agent of ElevenLabs instead; this uses credits and stops after 5 minutes.
                                With ELEVENLABS_API_KEY in the environment the agent may be private.
  --url URL                     call any server that speaks the ConvAI protocol (ws: or wss:)
  --microphone FILE             a WAV file to ask with, for --agent and --url
  --timeout-ms N                how long the agent may take to answer the call (default: 10000)
  --help                        this text

Ctrl-C ends the call and keeps what was recorded. Exit codes: 0 the call went well, 1 it failed,
2 the command line was wrong, 130 ended by Ctrl-C.`;

const flags = {
  fast: { type: 'boolean' },
  play: { type: 'boolean' },
  'mute-caller': { type: 'boolean' },
  out: { type: 'string' },
  agent: { type: 'string' },
  url: { type: 'string' },
  microphone: { type: 'string' },
  'timeout-ms': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsConfig['options'];

/**
 * Reads the command line; undefined where it asks for help.
 * @throws UsageError
 */
export function readCommandLine(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): CommandLine | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  if (values.fast && values.play) throw new UsageError('--play needs real time: leave out --fast.');
  return {
    callee: readCallee(values, env),
    out: readFolder(values.out ?? 'out'),
    play: values.play ?? false,
    timeoutMs: readTimeout(values['timeout-ms'] ?? '10000'),
  };
}

type Values = ReturnType<typeof parse>;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/\. |\n/);
    throw new UsageError(`${sentence.replace(/\.$/, '')}.`);
  }
}

function readCallee(
  values: Values,
  env: Readonly<Record<string, string | undefined>>,
): CommandLine['callee'] {
  const { agent, url, microphone, fast = false, 'mute-caller': muteCaller = false } = values;
  if (agent !== undefined && url !== undefined) throw new UsageError('Give --agent or --url, not both.');
  if (agent === undefined && url === undefined) {
    if (microphone !== undefined) throw new UsageError('--microphone needs --agent or --url.');
    return { kind: 'scripted', fast, muteCaller };
  }
  const other = Object.entries({ '--fast': fast, '--mute-caller': muteCaller }).find(
    ([, given]) => given,
  )?.[0];
  if (other) throw new UsageError(`${other} is only for the scripted agent, not for --agent or --url.`);
  const spoken = microphone === undefined ? {} : { microphone: readFile(microphone) };
  if (url !== undefined) return { kind: 'url', target: readUrl(url), ...spoken };
  if (!/^[\w-]+$/.test(agent ?? '')) throw new UsageError(`'${agent}' is no agent id.`);
  const apiKey = env['ELEVENLABS_API_KEY'];
  return { kind: 'agent', target: agent ?? '', ...(apiKey && { apiKey }), ...spoken };
}

function readUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'ws:' && url?.protocol !== 'wss:') {
    throw new UsageError(`--url '${text}' is no address of a WebSocket; it begins with ws:// or wss://.`);
  }
  if (url.hash !== '') {
    throw new UsageError(
      `--url '${text}' has a part behind a #, which an address of a WebSocket cannot have.`,
    );
  }
  return url.href;
}

function readFile(path: string): string {
  const found = fileStats(path);
  if (!found) throw new UsageError(`--microphone '${path}': there is no such file.`);
  if (found.isDirectory()) throw new UsageError(`--microphone '${path}' is a folder, not a WAV file.`);
  return path;
}

/** Undefined where there is nothing, also where a part of the path is a file. */
function fileStats(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function readFolder(path: string): string {
  if (fileStats(path)?.isFile()) throw new UsageError(`--out '${path}' is a file, not a folder.`);
  return path;
}

function readTimeout(text: string): number {
  const timeoutMs = Number(text);
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > 600_000) {
    throw new UsageError(`--timeout-ms '${text}' is not a whole number of milliseconds from 1 to 600000.`);
  }
  return timeoutMs;
}
