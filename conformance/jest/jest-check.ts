import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Check } from '../server/run-checks.ts';

/** What the checks of the server cannot show: that jest takes a failed assertion for one. */
export const jestChecks: readonly Check[] = [
  { name: 'jest plays replays, and takes a failed assertThat for a failed assertion', run: playUnderJest },
];

/** What is read of jest's report. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

const config = {
  rootDir: fileURLToPath(new URL('.', import.meta.url)),
  testMatch: ['**/*.jest.ts'],
  testEnvironmentOptions: { customExportConditions: ['@duologue/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/transform.ts' },
};

async function playUnderJest(): Promise<void> {
  const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
  const options = ['--runInBand', '--ci', '--no-watchman', '--no-color', '--json'];
  // jest loads ES modules with node's own, which are behind a flag; tsx is for the file that transforms
  const child = spawn(
    process.execPath,
    ['--experimental-vm-modules', '--import=tsx', jest, '--config', JSON.stringify(config), ...options],
    { stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 },
  );
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  assert(output.startsWith('{'), `jest has no report:\n${errors}`);
  const { numPassedTests: passed, numFailedTests: failed, testResults } = JSON.parse(output) as Report;
  const message = testResults.map((result) => result.message).join('\n');
  assert.deepEqual({ passed, failed }, { passed: 1, failed: 1 }, message);
  assert.deepEqual(
    testResults.flatMap(({ assertionResults }) =>
      assertionResults.map(({ title, status }) => `${title}: ${status}`),
    ),
    ['a greeting: passed', 'a greeting that is not returned: failed'],
  );
  // as jest shows it: no values beside the message, and the line of the test
  assert.match(message, /Message:\s+Expected to find "Good night\." in what the agent said/);
  assert.doesNotMatch(message, /Received:|undefined/);
  assert.match(message, /> \d+ \|.*toHaveSaid\('Good night\.'\)/);
}
