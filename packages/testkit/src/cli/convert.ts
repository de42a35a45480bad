import path from 'node:path';
import { parseArgs } from 'node:util';
import { cassetteToHar } from '../cassette/export/cassette-to-har.ts';
import { cassetteToJsonl } from '../cassette/export/cassette-to-jsonl.ts';
import { cassetteToMarkdown } from '../cassette/export/cassette-to-markdown.ts';
import { scenarioFromCassette } from '../cassette/export/scenario-from-cassette.ts';
import { importCassette } from '../cassette/import/import-cassette.ts';
import { standardRedaction } from '../cassette/redaction/standard-redaction.ts';
import { scenarioToYaml } from '../document/scenario-to-yaml.ts';
import { exitCodes, print, UsageError, type CliIo } from './io.ts';
import { writeOut } from './write-out.ts';

export const convertHelp = `duologue convert <file> --to <format> [options]

  Makes something else of a recording: of a cassette a HAR file with its
  WebSocket messages, JSONL, a transcript in Markdown or a scenario; of a
  recording of pydantic-ai (YAML) or aimock (JSON) a cassette.

Options
  --to FORMAT  har, jsonl, markdown, scenario or cassette
  --out FILE   what to write; default it is printed, and a cassette goes
               beside the recording
  --name NAME  what the conversation is called; default what the recording says

Examples
  duologue convert calls/refund --to har --out refund.har
  duologue convert calls/refund --to markdown
  duologue convert recorded-by-pydantic-ai.yaml --to cassette --out calls/hi`;

export const fromCassetteHelp = `duologue from-cassette <cassette> [options]

  Makes a scenario of a cassette, to be edited. Its speech goes into a folder
  beside the scenario; without --out, tones stand for it. Where placeholders
  stood, there are made-up values.

Options
  --out FILE   the scenario to write; default it is printed
  --name NAME  default the name of the cassette

Examples
  duologue from-cassette calls/refund --out scenarios/refund.yaml`;

type Write = (file: string) => string;

const writers: Readonly<Record<string, Write>> = {
  har: cassetteToHar,
  jsonl: cassetteToJsonl,
  markdown: cassetteToMarkdown,
};

/** Makes another kind of file of a recording. */
export async function convert(args: string[], io: CliIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { to: { type: 'string' }, out: { type: 'string' }, name: { type: 'string' } },
  });
  const { to = '', out, name } = values;
  const source = only(positionals);
  const write = Object.hasOwn(writers, to) ? writers[to] : undefined;
  if (write) writeOut(io, out, write(source));
  else if (to === 'scenario') writeScenario(io, source, out, name);
  else if (to === 'cassette') importTo(io, source, out, name);
  else throw new UsageError(`--to has to be har, jsonl, markdown, scenario or cassette, not "${to}".`);
  return await Promise.resolve(exitCodes.passed);
}

/** Makes a scenario of a cassette. */
export async function fromCassette(args: string[], io: CliIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { out: { type: 'string' }, name: { type: 'string' } },
  });
  writeScenario(io, only(positionals), values.out, values.name);
  return await Promise.resolve(exitCodes.passed);
}

function writeScenario(io: CliIo, source: string, out: string | undefined, name: string | undefined): void {
  const speechFolder = out === undefined ? undefined : path.join(path.dirname(out), 'speech');
  const scenario = scenarioFromCassette(source, {
    ...(name !== undefined && { name }),
    ...(speechFolder !== undefined && { speechFolder }),
  });
  writeOut(io, out, scenarioToYaml(scenario, out === undefined ? {} : { file: out }));
}

function importTo(io: CliIo, source: string, out: string | undefined, name: string | undefined): void {
  const { dir, name: base } = path.parse(source);
  const file = importCassette(source, {
    to: out ?? path.join(dir, base),
    ...(name !== undefined && { name }),
    redact: standardRedaction({ env: io.env }),
  });
  print(io, `wrote ${path.relative(process.cwd(), file)}`);
}

function only(positionals: readonly string[]): string {
  const [source, ...others] = positionals;
  if (source !== undefined && others.length === 0) return source;
  throw new UsageError('Name one recording.');
}
