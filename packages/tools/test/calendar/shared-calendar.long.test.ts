import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('write-beside-others.ts', import.meta.url));
const fromSource = ['--import', 'tsx', '--conditions=@duologue/source'];

it('keeps every appointment and contact that three processes make at the same time', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'duologue-shared-'));
  try {
    const runs = ['10', '11', '12'].map(async (day) => {
      const args = [...fromSource, script, folder, `d${day}`, day];
      return (await promisify(execFile)(process.execPath, args)).stdout.trim().split('\n');
    });
    const acknowledged = (await Promise.all(runs)).flat().toSorted();
    const written = (name: string, pattern: RegExp) =>
      [...readFileSync(join(folder, name), 'utf8').matchAll(pattern)]
        .map(([, title = '']) => title)
        .toSorted();

    expect(acknowledged).toHaveLength(30);
    expect(written('book.ics', /^SUMMARY:(\S+)/gm)).toEqual(acknowledged);
    expect(written('people.vcf', /^FN:Person (\S+)/gm)).toEqual(acknowledged);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
