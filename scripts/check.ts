/** `npm test`: types, declarations, lint and format side by side, then the tests; arguments go to vitest. */
import { runCommand, secondsSince } from './run-command.ts';

const startedMs = performance.now();
const summary = await Promise.all(['types', 'declarations', 'lint', 'format'].map((name) => check(name)));
summary.push(await check('tests', process.argv.slice(2)));
console.log(`\n${summary.join('   ')}   in ${secondsSince(startedMs)} s`);
console.log('Left out: npm run test:devices (needs a sound server) and npm run test:long (takes minutes).');

/** Runs `check:<name>`. The tests speak for themselves; of the others only a failure is shown. */
async function check(name: string, args: readonly string[] = []): Promise<string> {
  const { passed, output, seconds } = await runCommand(
    'pnpm',
    ['run', '--silent', `check:${name}`, ...args],
    {
      live: name === 'tests',
    },
  );
  if (!passed) {
    process.exitCode = 1;
    if (output !== '') console.error(`✗ ${name}\n${output}`);
  }
  return `${passed ? '✓' : '✗'} ${name} ${seconds} s`;
}
