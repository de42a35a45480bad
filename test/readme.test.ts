import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Session } from '@duologue/core';
import { prepareScenario } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { firstCall } from '../examples/first-call/conversation.ts';
import { playCall } from '../examples/first-call/test/play-call.ts';
import { repositoryRoot as repository } from './repository.ts';

const readme = await readFile(join(repository, 'README.md'), 'utf8');
const guide = await readFile(join(repository, 'docs/getting-started.md'), 'utf8');

it.each([
  ['README', readme, 'readme', ['session.ts', 'plugin.ts', 'barge-in.yaml', 'replay.test.ts']],
  [
    'guide',
    guide,
    'getting-started',
    ['my-agent.ts', 'card-guard.test.ts', 'card-guard.ts', 'tip-pack.ts', 'tip-pack.test.ts'],
  ],
])('shows in the %s the programs as they are run', async (_, page, folder, files) => {
  const sources = files.map((file) => `examples/${folder}/${file}`);
  const programs = await Promise.all(sources.map((source) => readFile(join(repository, source), 'utf8')));
  expect(sources.map((source) => blockFrom(source, page))).toEqual(programs);
});

it('shows the call as npm start shows it', async () => {
  const { shown } = await playCall(await prepareScenario(firstCall()), 'memory');
  expect(blockFrom('npm start', readme)).toBe(shown);
});

it('runs the session without a key', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'duologue-readme-'));
  try {
    const session = join(repository, 'examples/readme/session.ts');
    const tsx = import.meta.resolve('tsx');
    const node = ['--conditions=@duologue/source', `--import=${tsx}`, session];
    // a busy computer makes the session warn of slow taps
    const env = { ...process.env, NODE_NO_WARNINGS: '1' };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, node, { cwd: folder, env });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Hello! What would you like to do today\?\nended by the agent after \d+ ms\n$/);
    expect((await stat(join(folder, 'call.wav'))).size).toBeGreaterThan(100_000);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('names every hook', () => {
  const { hooks } = new Session({ agentId: 'agent_1' });
  const rows = readme.split('\n').filter((line) => /\| (fact|stream|question|step) +\|/.test(line));
  const named = rows.flatMap((row) => [...row.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect(new Set(named)).toEqual(new Set(Object.keys(hooks)));
});

it.each([
  ['README', readme, ''],
  ['guide', guide, 'docs'],
])('links in the %s only to what is there', async (_, page, folder) => {
  const links = [...page.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = '']) => join(folder, path));
  expect(links.length).toBeGreaterThan(3);
  const missing = await Promise.all(
    links.map(async (path) => ((await stat(join(repository, path)).catch(() => undefined)) ? [] : [path])),
  );
  expect(missing.flat()).toEqual([]);
});

/** The fenced block of a page that is said to come from `source`. */
function blockFrom(source: string, page: string): string | undefined {
  const [, rest = ''] = page.split(`<!-- from ${source} -->`);
  return /```\w*\n([\s\S]*?)```/.exec(rest)?.[1];
}
