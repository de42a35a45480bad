import { once } from 'node:events';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { RecordingProxy } from '../cassette/record/recording-proxy.ts';
import type { ProxyUpstream } from '../cassette/record/proxy-upstream.ts';
import { standardRedaction } from '../cassette/redaction/standard-redaction.ts';
import type { UserAudioPolicy } from '../cassette/redaction/redaction-options.ts';
import { exitCodes, paint, print, UsageError, type CliIo } from './io.ts';
import { makeFolder } from './make-folder.ts';
import { readPort } from './read-number.ts';

export const recordHelp = `duologue record --agent ID --out <folder> [options]

  Stands between your app and the agent and records each conversation as a
  cassette, until Ctrl-C. Point the app at the address that is printed.
  Keys, tokens and personal data are taken out before anything is written.

Options
  --agent ID           an agent of ElevenLabs; ELEVENLABS_API_KEY in the
                       environment opens private ones
  --upstream URL       any other server of the protocol (ws: or wss:)
  --out FOLDER         where the cassettes go
  --port N             default 0: any free port
  --user-audio POLICY  noise (default), keep or drop
  --keep-variable NAME a dynamic variable that may stay; repeatable
  --redact-prompts     takes prompts and first messages out, too
  --json               one JSON object a line, the addresses first

Examples
  duologue record --agent agent_123 --out calls/
  duologue record --upstream ws://127.0.0.1:8080 --out calls/`;

/** Records conversations until it is told to stop. */
export async function record(args: string[], io: CliIo): Promise<number> {
  const { json, redaction, ...options } = readOptions(args, io);
  let failed = 0;
  const tell = (line: string, event: Readonly<Record<string, unknown>>) =>
    print(io, json ? JSON.stringify(event) : line);
  const proxy = await RecordingProxy.listen({
    ...options,
    redact: standardRedaction({ env: io.env, ...redaction }),
    onRecording: (file) => tell(`recording ${relative(file)}`, { event: 'recording', file }),
    onRecorded: (file) => tell(`recorded  ${relative(file)}`, { event: 'recorded', file }),
    onFailure: ({ code, message }) => {
      failed += 1;
      tell(paint(io, 'red', message), { event: 'failed', code, message });
    },
  });
  tell(`Listening on ${paint(io, 'bold', proxy.url)}. Ctrl-C stops.`, {
    event: 'listening',
    url: proxy.url,
    http: proxy.httpUrl,
  });
  if (!io.signal.aborted) await once(io.signal, 'abort');
  await proxy.close();
  return failed > 0 ? exitCodes.failed : exitCodes.passed;
}

function readOptions(args: string[], io: CliIo) {
  const { values } = parseArgs({
    args,
    options: {
      agent: { type: 'string' },
      upstream: { type: 'string' },
      out: { type: 'string' },
      port: { type: 'string', default: '0' },
      'user-audio': { type: 'string', default: 'noise' },
      'keep-variable': { type: 'string', multiple: true, default: [] },
      'redact-prompts': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const { agent, upstream: url, out } = values;
  if ((agent === undefined) === (url === undefined))
    throw new UsageError('Name what to record: --agent ID or --upstream URL.');
  if (out === undefined) throw new UsageError('Name the folder for the cassettes: --out calls/');
  const apiKey = io.env.ELEVENLABS_API_KEY;
  const upstream: ProxyUpstream =
    url === undefined ? { agentId: agent ?? '', ...(apiKey && { apiKey }) } : { url };
  return {
    upstream,
    out: makeFolder('out', out),
    port: readPort(values.port),
    redaction: {
      userAudio: readPolicy(values['user-audio']),
      keepVariables: values['keep-variable'],
      prompts: values['redact-prompts'] ? 'redact' : 'keep',
    } as const,
    json: values.json,
  };
}

function readPolicy(text: string): UserAudioPolicy {
  if (text === 'noise' || text === 'keep' || text === 'drop') return text;
  throw new UsageError(`--user-audio has to be noise, keep or drop, not "${text}".`);
}

function relative(file: string): string {
  return path.relative(process.cwd(), file);
}
