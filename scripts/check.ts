/** `npm test`: types, lint and format side by side, then the tests; arguments go to vitest. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: string;
}

const startedMs = performance.now();
const outcomes = await Promise.all([run('types'), run('lint'), run('format')]);
outcomes.push(await run('tests', process.argv.slice(2)));

const failed = outcomes.filter(({ passed }) => !passed);
const summary = outcomes.map(({ name, passed, seconds }) => `${passed ? '✓' : '✗'} ${name} ${seconds} s`);
console.log(`\n${summary.join('   ')}   in ${secondsSince(startedMs)} s`);
if (failed.length > 0) process.exitCode = 1;

/** Runs `check:<name>`. The tests speak for themselves; of the others only a failure is shown. */
async function run(name: string, extra: readonly string[] = []): Promise<Outcome> {
  const stepStartedMs = performance.now();
  const shown = name === 'tests';
  const child = spawn('pnpm', ['run', '--silent', `check:${name}`, ...extra], {
    stdio: shown ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  const output = Promise.all(
    [child.stdout, child.stderr].map(async (stream) => (stream ? text(stream) : '')),
  );
  const [exitCode] = await once(child, 'close');
  const passed = exitCode === 0;
  if (!shown && !passed) console.error(`✗ ${name}\n${(await output).join('')}`);
  return { name, passed, seconds: secondsSince(stepStartedMs) };
}

function secondsSince(sinceMs: number): string {
  return ((performance.now() - sinceMs) / 1_000).toFixed(1);
}
