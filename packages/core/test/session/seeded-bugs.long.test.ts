import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type * as core from '../../src/index.ts';
import { playSequence } from './model/play-sequence.ts';
import { seededBugs, type SeededBug } from './model/seeded-bugs.ts';
import { sequence } from './model/steps.ts';

const packageFolder = join(import.meta.dirname, '../..');

/** The session of a copy of the sources in which one thing is wrong. */
async function withBug<T>(
  { file, right, wrong }: SeededBug,
  use: (Session: typeof core.Session) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'duologue-seeded-'));
  try {
    await cp(join(packageFolder, 'src'), join(folder, 'src'), { recursive: true });
    await symlink(join(packageFolder, 'node_modules'), join(folder, 'node_modules'));
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    const path = join(folder, 'src', file);
    const source = await readFile(path, 'utf8');
    expect(source.split(right)).toHaveLength(2);
    await writeFile(
      path,
      source.replace(right, () => wrong),
    );
    const url = pathToFileURL(join(folder, 'src/index.ts')).href;
    const { Session } = (await import(/* @vite-ignore */ url)) as typeof core;
    return await use(Session);
  } finally {
    await rm(folder, { recursive: true });
  }
}

it.each(seededBugs)('finds out that a session $name', async (bug) => {
  const details = await withBug(bug, (Session) =>
    fc.check(
      fc.asyncProperty(sequence, async (given) => {
        await playSequence(Session, given);
      }),
      { numRuns: 3_000, endOnFailure: true, seed: 7 },
    ),
  );
  console.log(`found after ${details.numRuns} conversations: ${bug.name}`);
  expect(details.failed).toBe(true);
});

it('seeds twenty bugs', () => {
  expect(seededBugs).toHaveLength(20);
});
