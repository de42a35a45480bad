/** `npm run bench`: builds core, installs what it is compared with, and runs the benchmarks. */
import { runCommand } from './run-command.ts';

await step('pnpm', ['--filter', '@duologue/core', 'run', 'build']);
await step('pnpm', [
  '--dir',
  'bench',
  '--ignore-workspace',
  'install',
  '--frozen-lockfile',
  '--prefer-offline',
]);
await step('node', ['--import=tsx', 'bench/session/run.ts'], { live: true });
await step('node', ['--conditions=@duologue/source', '--import=tsx', 'bench/cassette/main.ts'], {
  live: true,
});

async function step(
  command: string,
  args: readonly string[],
  options: { readonly live?: boolean } = {},
): Promise<void> {
  const { passed, output } = await runCommand(command, args, options);
  if (passed) return;
  if (output !== '') console.error(output);
  process.exit(1);
}
