/** The folder of someone who installs the packages: nothing in it knows of the workspace. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** Absolute path of the repository. */
export const repository: string = fileURLToPath(new URL('..', import.meta.url));

/** Takes out of the environment what the workspace and the npm that started this script put there. */
export const userEnvironment: Readonly<Record<string, string | undefined>> = {
  ...Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => /^(?:npm_|pnpm_|INIT_CWD$|NODE_OPTIONS$|NODE_PATH$|VITEST)/i.test(name))
      .filter((name) => !/^npm_config_(?:registry|cache|.*auth.*)$/i.test(name))
      .map((name) => [name, undefined]),
  ),
  NODE_ENV: undefined,
};

/** What the user compiles with: strict, nodenext, no custom condition, declarations checked too. */
export const userTsconfig = {
  compilerOptions: {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    types: ['node'],
    // every-export.js, so that the declarations of every export are checked
    allowJs: true,
    checkJs: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    allowImportingTsExtensions: true,
    rewriteRelativeImportExtensions: true,
    rootDir: '.',
    outDir: 'compiled',
  },
  include: ['*.ts', '*.js'],
};

/** A program that imports every export of every package, the ones for vitest aside: they need its runner. */
export async function everyExport(): Promise<string> {
  const lines: string[] = [];
  for (const folder of await readdir(join(repository, 'packages'))) {
    const manifest = await readJson<{ name: string; exports: Record<string, unknown> }>(
      join(repository, 'packages', folder, 'package.json'),
    );
    for (const subpath of Object.keys(manifest.exports)) {
      // JSON is read, not imported
      if (subpath === './vitest' || subpath.endsWith('.json')) continue;
      lines.push(
        `if (Object.keys(await import('${manifest.name}${subpath.slice(1)}')).length === 0) process.exit(1);`,
      );
    }
  }
  return lines.join('\n');
}

/** `name@version` as the catalog has it. */
export async function pinned(...names: readonly string[]): Promise<string[]> {
  const workspace = parse(await readFile(join(repository, 'pnpm-workspace.yaml'), 'utf8')) as {
    catalog: Record<string, string>;
  };
  return names.map((name) => `${name}@${workspace.catalog[name]}`);
}

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, 'utf8')) as T;
}
