/**
 * `npm test`: types, declarations, lint and format side by side, then the tests; arguments go to vitest.
 * turbo passes over what has seen these very files before, and passed.
 */
import { runCommand, secondsSince } from './run-command.ts';

/** Everything is checked also where something failed, and only that is shown. */
const showFailures = [
  '--continue=always',
  '--output-logs=errors-only',
  '--log-order=grouped',
  '--log-prefix=none',
];

const startedMs = performance.now();
const summary = [await checkFiles(), await runTests(process.argv.slice(2))];
console.log(`\n${summary.join('   ')}   in ${secondsSince(startedMs)} s`);
console.log('Left out: npm run test:devices (needs a sound server) and npm run test:long (takes minutes).');

/** The checks that read every file and run none. Only a failure is shown. */
async function checkFiles(): Promise<string> {
  const names = ['types', 'declarations', 'lint', 'format'];
  const { passed, output, seconds } = await runCommand(
    'turbo',
    ['run', ...names.map((name) => `check:${name}`), ...showFailures],
    { env: { TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' } },
  );
  if (!passed) fail(output);
  const cached = / (\d+) cached/.exec(output)?.[1] ?? '0';
  const unchanged = cached === '0' ? '' : `, ${cached} of ${names.length} seen before`;
  return `${passed ? '✓' : '✗'} ${names.join(', ')} ${seconds} s${unchanged}`;
}

/** The tests speak for themselves. */
async function runTests(args: readonly string[]): Promise<string> {
  const { passed, seconds } = await runCommand('vitest', ['run', ...args], { live: true });
  if (!passed) fail();
  return `${passed ? '✓' : '✗'} tests ${seconds} s`;
}

function fail(output = ''): void {
  process.exitCode = 1;
  if (output !== '') console.error(output);
}
