/**
 * `npm run test:packed`: the packages as they would be published. Builds, packs and lints all four, installs the
 * tarballs with plain npm in an empty folder, and runs and type-checks the README's snippets and the tool packs there,
 * with no custom condition, on every Node that is supported. The tool pack that is made to be copied is copied, tested and built.
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { everyExport, pinned, repository, userEnvironment, userTsconfig } from './packed-user.ts';
import { runCommand, type RunCommandOptions } from './run-command.ts';

const binaries = join(repository, 'node_modules/.bin');
const snippets = join(repository, 'examples/readme');
const packsProgram = 'packed-packs.mjs';
const otherNodes = ['22', '24'];

const work = await mkdtemp(join(tmpdir(), 'duologue-packed-'));
const failed: string[] = [];
try {
  await checkPacked();
} finally {
  await rm(work, { recursive: true, force: true });
}
console.log(failed.length === 0 ? '\n✓ the packages work as packed' : `\n✗ failed: ${failed.join(', ')}`);
if (failed.length > 0) process.exitCode = 1;

async function checkPacked(): Promise<void> {
  const tarballs = join(work, 'tarballs');
  await mkdir(tarballs);
  const built =
    (await step('build', 'pnpm', ['run', '--silent', 'build'], { cwd: repository })) &&
    (await step('pack', 'pnpm', ['--recursive', 'pack', '--pack-destination', tarballs], {
      cwd: repository,
    }));
  await step('knip', join(binaries, 'knip'), ['--no-progress'], { cwd: repository });
  if (!built) return;

  const files = (await readdir(tarballs)).map((file) => join(tarballs, file));
  for (const file of files) {
    const name = basename(file).replace(/-\d.*/, '');
    await step(`publint ${name}`, join(binaries, 'publint'), ['run', '--strict', file]);
    await step(`attw ${name}`, join(binaries, 'attw'), [
      file,
      '--profile=esm-only',
      '--no-definitely-typed',
      '--no-emoji',
    ]);
  }
  await checkInstalled(files);
}

/** What someone sees who installs the tarballs. */
async function checkInstalled(tarballs: readonly string[]): Promise<void> {
  const user = join(work, 'user');
  await mkdir(user);
  const inUserFolder = { cwd: user, env: userEnvironment };
  await writeFile(join(user, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  await writeFile(join(user, 'every-export.js'), await everyExport());
  await cp(join(repository, 'scripts', packsProgram), join(user, packsProgram));

  const npmInstall = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  if (!(await step('npm install of the tarballs', 'npm', [...npmInstall, ...tarballs], inUserFolder))) return;
  await step('import of every export, without vitest', process.execPath, ['every-export.js'], inUserFolder);

  const missing = [packsProgram, 'missing'];
  if (!(await step('packs that say what they lack', process.execPath, missing, inUserFolder))) return;

  const tools = await pinned('vitest', 'typescript', '@types/node', 'typebox', 'libsql', 'mathjs');
  if (!(await step('npm install of vitest and typescript', 'npm', [...npmInstall, ...tools], inUserFolder)))
    return;
  if (!existsSync(snippets)) {
    failed.push('README snippets');
    console.error(`✗ ${snippets} does not exist, so there are no README snippets to run`);
    return;
  }
  await cp(snippets, user, { recursive: true });
  await writeFile(join(user, 'tsconfig.json'), JSON.stringify(userTsconfig, undefined, 2));
  if (!(await step('types of the snippets under nodenext', 'npx', ['tsc'], inUserFolder))) return;

  const files = await readdir(snippets);
  const programs = ['session.ts'];
  // what a program opens beside itself
  for (const file of files.filter((name) => !name.endsWith('.ts')))
    await cp(join(snippets, file), join(user, 'compiled', file));
  await runSnippets(`Node ${process.versions.node}`, [process.execPath], programs, inUserFolder);
  await checkTemplate([...npmInstall, ...tarballs]);
  for (const version of otherNodes) {
    const node = ['npx', '--yes', '--prefer-offline', '--package', `node@${version}`, 'node'];
    await runSnippets(`Node ${version}`, node, programs, inUserFolder);
  }
}

/** The tool pack that is made to be copied, copied. */
async function checkTemplate(install: readonly string[]): Promise<void> {
  const copy = join(work, 'my-tool-pack');
  const inCopy = { cwd: copy, env: userEnvironment, timeoutMs: 120_000 };
  await cp(join(repository, 'examples/tool-pack'), copy, { recursive: true });
  if (!(await step('npm install of the copied tool pack', 'npm', install, inCopy))) return;
  await step('npm test of the copied tool pack', 'npm', ['test'], inCopy);
  await step('npm run build of the copied tool pack', 'npm', ['run', 'build'], inCopy);
}

async function runSnippets(
  label: string,
  [node = '', ...nodeArgs]: readonly string[],
  programs: readonly string[],
  options: RunCommandOptions,
): Promise<void> {
  for (const program of programs) {
    const compiled = join('compiled', program.replace(/\.ts$/, '.js'));
    await step(`${program} on ${label}`, node, [...nodeArgs, compiled], { ...options, timeoutMs: 60_000 });
  }
  await step(`the tool packs on ${label}`, node, [...nodeArgs, packsProgram], {
    ...options,
    timeoutMs: 60_000,
  });
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--dir=.', '--exclude=compiled/**'];
  await step(`the replay test on ${label}`, node, [...nodeArgs, ...vitest], {
    ...options,
    timeoutMs: 120_000,
  });
}

/** Runs one command, says in a line how it went, and shows the end of its output if it failed. */
async function step(
  name: string,
  command: string,
  args: readonly string[],
  options: RunCommandOptions = {},
): Promise<boolean> {
  const { passed, output, seconds } = await runCommand(command, args, options);
  console.log(`${passed ? '✓' : '✗'} ${name} ${seconds} s`);
  if (!passed) {
    failed.push(name);
    console.error(output.trimEnd().split('\n').slice(-60).join('\n'));
  }
  return passed;
}
