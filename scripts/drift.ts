/** Compares the contract with the newest `@elevenlabs/types` on the registry; exits with 1 where that knows more. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { contract } from '../packages/core/contract/contract.ts';
import { driftOf } from '../packages/core/contract/drift.ts';
import { publishedTypes } from '../packages/core/contract/published-types.ts';

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), 'duologue-drift-'));
try {
  const { stdout } = await run('npm', [
    'pack',
    '@elevenlabs/types@latest',
    '--json',
    '--pack-destination',
    folder,
  ]);
  const [packed] = JSON.parse(stdout) as [{ filename: string; version: string }];
  await run('tar', ['-xzf', packed.filename], { cwd: folder });
  const drift = driftOf(await publishedTypes(join(folder, 'package')), contract);
  console.log(
    drift.length === 0
      ? `The contract knows everything in @elevenlabs/types ${packed.version}.`
      : `@elevenlabs/types ${packed.version} knows more than packages/core/contract:\n${drift.join('\n')}`,
  );
  process.exitCode = drift.length === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
