import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { median, type BenchResult } from './result.ts';

const rounds = 31;

/** What it costs to import core, against the libraries that it stands on. */
export async function importCost(): Promise<BenchResult> {
  const pairs: { core: number; libraries: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    pairs.push({
      libraries: await importMs("import('ws'), import('tapable'), import('ajv')"),
      core: await importMs("import('@duologue/core')"),
    });
  }
  return {
    name: 'import',
    measured: `${median(pairs.map(({ core }) => core)).toFixed(0)} ms`,
    compared: `${median(pairs.map(({ libraries }) => libraries)).toFixed(0)} ms ws, tapable, ajv`,
    value: median(pairs.map(({ core, libraries }) => core / libraries)),
    target: 1.3,
    unit: '×',
  };
}

async function importMs(imports: string): Promise<number> {
  const code = `const before = performance.now(); await Promise.all([${imports}]); console.log(performance.now() - before)`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
  });
  return Number(stdout);
}
