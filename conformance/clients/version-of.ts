import { readFileSync } from 'node:fs';

const { devDependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  devDependencies: Readonly<Record<string, string>>;
};

/** The version of a package under test; the manifest pins them exactly. */
export function versionOf(name: string): string {
  return devDependencies[name] ?? 'unknown';
}
