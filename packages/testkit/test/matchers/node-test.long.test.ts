import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const cases = fileURLToPath(new URL('../support/node-test-cases.ts', import.meta.url));

it('asserts under node:test what it does under vitest, and is taken for a failed assertion there', () => {
  const { NODE_OPTIONS: _options, VITEST: _vitest, ...env } = process.env;
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--conditions=@duologue/source', '--import=tsx', '--test', '--test-reporter=tap', cases],
    { encoding: 'utf8', env },
  );
  expect([status, /^# pass (\d+)$/m.exec(stdout)?.[1], /^# fail (\d+)$/m.exec(stdout)?.[1]]).toEqual([
    1,
    '1',
    '1',
  ]);
  expect(stdout).toMatch(/toHaveSaid|Good night/);
  expect(stdout).toContain("code: 'ERR_ASSERTION'");
  expect(/stack: \|-\n\s+(.*)/.exec(stdout)?.[1]).toContain('node-test-cases.ts');
});
