import { posix } from 'node:path';
import type { Import } from './imports-of.ts';

/** What a package's sources may import of the other packages; apps and examples may import whatever is public. */
const packageDirections: Readonly<Record<string, readonly string[]>> = {
  core: [],
  tools: ['@duologue/core'],
  'audio-node': ['@duologue/core'],
  testkit: ['@duologue/core', '@duologue/audio-node/wav', '@duologue/audio-node/resample'],
};

/** Packages from the ground up: a layer imports itself and those before it. */
const layersOf: Readonly<Record<string, readonly (readonly string[])[]>> = {
  core: [
    [
      'errors',
      'thrown-text',
      'known-names',
      'closest-name',
      'promise-like',
      'import-optional',
      'clock',
      'random',
      'guarded-clock',
      'guarded-signal',
    ],
    ['audio', 'protocol'],
    ['transport', 'connect', 'tools'],
    ['session'],
    ['plugins'],
    ['index'],
  ],
  // nothing native and no device below `wav` and `resample`, which testkit imports
  'audio-node': [
    ['held', 'warn-of-trouble', 'level', 'resample'],
    ['edge', 'pacer', 'wav'],
    ['device', 'level-meter', 'memory', 'pcm-stream', 'recorder', 'telephony', 'voice', 'wav-microphone'],
    ['cli', 'index'],
  ],
};

/** What is wrong with the imports of the given files (by path from the root), one sentence each. */
export function brokenImportRules(
  importsByFile: ReadonlyMap<string, readonly Import[]>,
  publicNames: ReadonlySet<string>,
): string[] {
  const problems: string[] = [];
  const sidewaysPairs = new Map<string, string>();

  for (const [file, imports] of importsByFile) {
    for (const { specifier, line, everything } of imports) {
      const say = (problem: string): void => void problems.push(`${file}:${line} ${problem}`);
      const [area, folder] = homeOf(file);
      if (everything && area === 'packages') say(`exports everything of ${specifier}`);

      if (!specifier.startsWith('.')) {
        if (specifier.startsWith('@duologue/') && !publicNames.has(specifier))
          say(`imports ${specifier}, which is not public`);
        if (!isPackageSource(file)) continue;
        const allowed = packageDirections[folder] ?? [];
        if (specifier.startsWith('@duologue/') && !allowed.includes(specifier)) say(`imports ${specifier}`);
        if (folder === 'core' && /^(?:typebox|@sinclair\/typebox)(?:\/|$)/.test(specifier))
          say(`imports ${specifier}`);
        continue;
      }

      const target = posix.join(posix.dirname(file), specifier);
      const home = isPackageSource(file)
        ? `${area}/${folder}/src/`
        : area === 'packages'
          ? `${area}/${folder}/`
          : `${area}/`;
      if (!target.startsWith(home)) {
        say(`imports ${target}, which is outside ${home}`);
      } else if (isPackageSource(file) && layersOf[folder]) {
        const [from, to] = [partOf(file, folder), partOf(target, folder)];
        if (from.layer < 0) say(`is in ${from.part}, which has no place in the order of ${folder}`);
        else if (to.layer > from.layer) say(`imports ${to.part}, which comes after ${from.part}`);
        else if (folder === 'core' && to.layer === from.layer && from.layer > 0 && to.part !== from.part) {
          const opposite = sidewaysPairs.get(`${to.part} → ${from.part}`);
          if (opposite !== undefined) say(`imports ${to.part}, and ${opposite} imports ${from.part}`);
          sidewaysPairs.set(`${from.part} → ${to.part}`, `${file}:${line}`);
        }
      }
    }
  }
  return problems;
}

/** `packages/core/src/…` → `['packages', 'core']`. */
function homeOf(file: string): [area: string, folder: string] {
  const [area = '', folder = ''] = file.split('/');
  return [area, folder];
}

function isPackageSource(file: string): boolean {
  return /^packages\/[^/]+\/src\//.test(file);
}

/** The file or folder right below a package's `src`, and the layer it belongs to (-1: none). */
function partOf(file: string, folder: string): { part: string; layer: number } {
  const [first = ''] = file.replace(`packages/${folder}/src/`, '').split('/');
  const part = first.replace(/\.ts$/, '');
  return { part, layer: layersOf[folder]?.findIndex((layer) => layer.includes(part)) ?? -1 };
}
