import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ConversationApi, DuologueError, type Region } from '@duologue/core';
import { scenarioFromConversation } from '../cassette/from-conversation/scenario-from-conversation.ts';
import { scenarioToYaml } from '../document/scenario-to-yaml.ts';
import { exitCodes, UsageError, type CliIo } from './io.ts';
import { writeOut } from './write-out.ts';

export const fromConversationHelp = `duologue from-conversation <id or file> [options]

  Makes a scenario of a call that is over: its turns, interruptions, tool
  calls, results and pauses. The call is fetched by its id (the key is in
  ELEVENLABS_API_KEY), or read from a file that holds the answer of
  GET /v1/convai/conversations/{id}. What is personal is replaced by made-up
  values of the same kind.

Options
  --out FILE        the scenario to write; default it is printed
  --name NAME       default the title that the service gave the call
  --results any     tools may answer anything; default what they answered
  --keep-variable N a dynamic variable that may stay; repeatable
  --as-it-was       replaces nothing: names, numbers and keys stay in it
  --region R        us, eu, in or sg; default global
  --api-base URL    another address for the call

Examples
  duologue from-conversation conv_123 --out scenarios/refund.yaml
  duologue from-conversation call.json --results any`;

/** Makes a scenario of a conversation. */
export async function fromConversation(args: string[], io: CliIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      name: { type: 'string' },
      results: { type: 'string', default: 'exact' },
      'keep-variable': { type: 'string', multiple: true, default: [] },
      'as-it-was': { type: 'boolean', default: false },
      region: { type: 'string' },
      'api-base': { type: 'string' },
    },
  });
  const [source, ...others] = positionals;
  if (source === undefined || others.length > 0)
    throw new UsageError('Name one conversation: its id, or a file.');
  const { results } = values;
  if (results !== 'exact' && results !== 'any')
    throw new UsageError(`--results has to be exact or any, not "${results}".`);
  const record = existsSync(source)
    ? readJson(source)
    : await fetchRecord(source, { region: values.region, baseUrl: values['api-base'] }, io);
  const scenario = scenarioFromConversation(record, {
    results,
    ...(values.name !== undefined && { name: values.name }),
    redaction: values['as-it-was'] ? false : { env: io.env, keepVariables: values['keep-variable'] },
  });
  writeOut(io, values.out, scenarioToYaml(scenario, values.out === undefined ? {} : { file: values.out }));
  return exitCodes.passed;
}

function fetchRecord(
  id: string,
  { region, baseUrl }: { readonly region: string | undefined; readonly baseUrl: string | undefined },
  io: CliIo,
): Promise<unknown> {
  if (/[/\\]|\.json$/.test(id)) throw new UsageError(`There is no file ${id}.`);
  const apiKey = io.env.ELEVENLABS_API_KEY;
  const api = new ConversationApi({
    ...(apiKey !== undefined && apiKey !== '' && { apiKey }),
    ...(region !== undefined && { region: region as Region }),
    ...(baseUrl !== undefined && { baseUrl }),
  });
  return api.getConversation(id, io.signal);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch (cause) {
    throw new DuologueError('FILE_UNREADABLE', `The file ${file} cannot be read as JSON.`, { cause });
  }
}
