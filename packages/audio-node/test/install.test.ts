import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

interface Manifest {
  readonly name: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The folders of a package and of all that npm brings along with it. */
function tree(folder: string, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(folder)) return seen;
  seen.add(folder);
  const { dependencies, optionalDependencies } = manifestIn(folder);
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const found = (createRequire(join(folder, 'package.json')).resolve.paths(name) ?? [])
      .map((place) => join(place, name))
      .find((place) => existsSync(join(place, 'package.json')));
    if (found) tree(found, seen);
  }
  return seen;
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

it('brings nothing along that is compiled, or fetched from elsewhere, when it is installed', () => {
  const folders = [...tree(dirname(import.meta.dirname))];
  expect(folders.length).toBeGreaterThan(20);
  const building = folders.filter((folder) => {
    const { scripts = {} } = manifestIn(folder);
    return (
      existsSync(join(folder, 'binding.gyp')) ||
      ['preinstall', 'install', 'postinstall'].some((name) => name in scripts)
    );
  });
  expect(building).toEqual([]);
});
