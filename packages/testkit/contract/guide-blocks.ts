import { readFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCli } from '../src/cli/run-cli.ts';
import { failureOutput, failurePair } from './failure-output.ts';
import { parseScenarios } from '../src/document/load-scenario.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** Where the files that guides show are. */
export const exampleFolder: string = `${repository}examples/yaml/`;

/** A guide with its blocks filled in: each stands behind a line that says what belongs into it. */
export async function fillBlocks(guide: string): Promise<string> {
  let filled = guide;
  let before = '';
  for (const [block, info = '', content = ''] of guide.matchAll(/^```(\w+(?: .+)?)\n([^]*?)^```$/gm)) {
    const made = await contentOf(info, before);
    if (made !== undefined) filled = filled.replace(block, () => `\`\`\`${info}\n${made.trimEnd()}\n\`\`\``);
    before = content;
  }
  return filled;
}

async function contentOf(info: string, before: string): Promise<string | undefined> {
  const [language, name = '', ...rest] = info.split(' ');
  if (name === '' || info === 'yaml wrong') return undefined;
  if (info === 'text wrong') return problemsIn(before);
  if (name === 'duologue') return output(rest);
  if (info === 'text validate') return output(['validate', exampleFolder]);
  if (info === 'text run') return aFailure();
  if (language === 'text' && name === 'failure') return failure(rest);
  if (language === 'yaml' || language === 'ts') return readFile(exampleFolder + name, 'utf8');
  throw new Error(`Nobody knows what belongs into a block "${info}".`);
}

/** What a replay of a scenario to a session says: both by their paths, or by the name of their mistake. */
async function failure([first = '', second]: readonly string[]): Promise<string> {
  const pair =
    second === undefined ? failurePair(first).map((file) => `../failures/${file}`) : [first, second];
  const [scenario = '', session = ''] = pair.map((file) => path.join(exampleFolder, file));
  return (await failureOutput(scenario, session)).replaceAll(repository, '');
}

function problemsIn(scenario: string): string {
  try {
    parseScenarios(scenario, { file: `${repository}wrong.yaml` });
    return 'nothing is wrong';
  } catch (error) {
    return (error as Error).message.replaceAll(repository, '');
  }
}

/** What a command prints. Places are relative to the repository, and no time has passed. */
async function output(args: readonly string[]): Promise<string> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  await runCli(args, { stdout, stderr, env: process.env, signal: new AbortController().signal });
  const text = String(stdout.read() ?? '') + String(stderr.read() ?? '');
  return text.replaceAll(repository, '').replaceAll(/\d+(?= ms )/g, (time) => '0'.padStart(time.length));
}

/** A client that wishes for something else than the scenario is about. */
async function aFailure(): Promise<string> {
  const client = ['--', process.execPath, `${exampleFolder}client.mjs`, 'A table for two, please.'];
  const text = await output(['run', `${exampleFolder}wish.yaml`, ...client]);
  return text.replace(/npx duologue run .*/, (again) =>
    again.replace(/\S*wish\.yaml/, 'wish.yaml').replace(/ -- \S+ \S+/, ' -- node client.mjs'),
  );
}
