import { execFile } from 'node:child_process';
import { cp, mkdtemp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'oxc-parser';
import { expect, it, onTestFinished } from 'vitest';
import { packageFolders, repositoryRoot, sourceFiles } from './repository.ts';

const fixtures = join(repositoryRoot, 'test/fixtures/wall-clock');

it('flags every spelling of the machine’s clock, timers and randomness', async () => {
  const flagged = new Set(await flaggedFiles(repositoryRoot, [join(fixtures, 'forbidden')]));
  const spellings = await readdir(join(fixtures, 'forbidden'));
  expect(spellings.filter((file) => !flagged.has(file))).toEqual([]);
  expect(flagged.size).toBe(spellings.length);
});

it('leaves code alone that keeps to a clock of its own', async () => {
  expect(await flaggedFiles(repositoryRoot, [join(fixtures, 'innocent')])).toEqual([]);
});

it('holds in the sources of every package, but for the real clock and the watchdog', async () => {
  const repository = await mkdtemp(join(tmpdir(), 'wall-clock-'));
  onTestFinished(() => rm(repository, { recursive: true }));
  await cp(join(repositoryRoot, '.oxlintrc.json'), join(repository, '.oxlintrc.json'));
  await cp(join(repositoryRoot, 'lint'), join(repository, 'lint'), { recursive: true });
  await symlink(join(repositoryRoot, 'node_modules'), join(repository, 'node_modules'));
  await writeFile(join(repository, 'package.json'), '{ "type": "module" }');
  for (const file of [
    'packages/core/src/clock.ts',
    'packages/core/src/session/clock-of-a-session.ts',
    'packages/audio-node/src/pacer.ts',
    'packages/tools/src/date-time/today.ts',
    'packages/testkit/src/clock/virtual-clock.ts',
    'packages/testkit/src/engine/watchdog.ts',
    'packages/testkit/src/engine/engine.ts',
    'packages/core/test/session/session.test.ts',
    'examples/first-call/main.ts',
  ]) {
    await mkdir(join(repository, dirname(file)), { recursive: true });
    await writeFile(join(repository, file), 'export const now = Date.now();\n');
  }
  expect(await flaggedFiles(repository, ['packages', 'examples'])).toEqual([
    'clock-of-a-session.ts',
    'engine.ts',
    'pacer.ts',
    'today.ts',
  ]);
});

it('is switched off by no comment', async () => {
  const files = (
    await Promise.all(packageFolders.map((folder) => sourceFiles(`packages/${folder}/src`)))
  ).flat();
  expect(files.length).toBeGreaterThan(0);
  const silenced: string[] = [];
  for (const file of files) {
    const { comments } = await parse(file, await readFile(join(repositoryRoot, file), 'utf8'));
    if (comments.some(({ value }) => switchesBanOff(value))) silenced.push(file);
  }
  expect(silenced).toEqual([]);
});

it.each([
  ['oxlint-disable', true],
  [' eslint-disable-next-line ', true],
  [' oxlint-disable-line -- because', true],
  [' oxlint-disable-next-line no-console, duologue/no-wall-clock -- because', true],
  [' oxlint-disable-next-line typescript/no-unused-vars -- no-wall-clock stays on', false],
  [' how to use oxlint-disable is not the question', false],
])('judges the comment "%s"', (comment, expected) => {
  expect(switchesBanOff(comment)).toBe(expected);
});

/** Whether a comment silences the wall-clock rule, by name or along with all others. */
function switchesBanOff(comment: string): boolean {
  const [, rules] = /^\s*(?:oxlint|eslint)-disable(?:-next-line|-line)?\b(.*?)(?:--|$)/s.exec(comment) ?? [];
  return rules !== undefined && (rules.trim() === '' || rules.includes('no-wall-clock'));
}

/** Names of the files that the wall-clock rule reports, sorted. */
async function flaggedFiles(cwd: string, paths: readonly string[]): Promise<string[]> {
  const oxlint = join(repositoryRoot, 'node_modules/oxlint/bin/oxlint');
  const { stdout } = await promisify(execFile)(process.execPath, [oxlint, '--format=json', ...paths], {
    cwd,
  }).catch((failure: { stdout: string }) => failure);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
  const reported = diagnostics.filter(({ code }) => code === 'duologue(no-wall-clock)');
  return [...new Set(reported.map(({ filename }) => basename(filename)))].sort();
}
