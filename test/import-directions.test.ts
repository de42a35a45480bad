import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { brokenImportRules } from './import-rules.ts';
import { importsOf, type Import } from './imports-of.ts';
import { packageFolders, repositoryRoot, sourceFiles } from './repository.ts';

const publicNames = await readPublicNames();

it('runs one way between the packages, inside core, and from the examples', async () => {
  const folders = [...packageFolders.map((folder) => `packages/${folder}`), 'examples'];
  const files = (await Promise.all(folders.map(sourceFiles)))
    .flat()
    .filter((file) => !/\/(?:dist|node_modules)\//.test(file));
  const importsByFile = new Map<string, readonly Import[]>();
  for (const file of files) {
    importsByFile.set(file, await importsOf(file, await readFile(join(repositoryRoot, file), 'utf8')));
  }
  expect(importsByFile.get('packages/core/src/index.ts')).toBeDefined();
  expect(brokenImportRules(importsByFile, publicNames)).toEqual([]);
});

it('sees an import however it is written', async () => {
  const source = `
    import './side-effect.ts';
    import value from './default.ts';
    import type { Type } from './type.ts';
    import { type Inline } from './inline-type.ts';
    export { again } from './again.ts';
    export type { Again } from './again-type.ts';
    export * from './everything.ts';
    export * as named from './namespace.ts';
    export const late = (): Promise<import('./in-a-type.ts').Late> => import('./late.ts');
    // import './comment.ts';
    export const text = "import './string.ts'";
  `;
  const imports = await importsOf('example.ts', source);
  expect(imports.map(({ specifier }) => specifier).sort()).toEqual([
    './again-type.ts',
    './again.ts',
    './default.ts',
    './everything.ts',
    './in-a-type.ts',
    './inline-type.ts',
    './late.ts',
    './namespace.ts',
    './side-effect.ts',
    './type.ts',
  ]);
  expect(imports.find(({ everything }) => everything)).toEqual({
    specifier: './everything.ts',
    line: 8,
    everything: true,
  });
});

it.each([
  ['packages/core/src/errors.ts', './audio/playout.ts', 'imports audio, which comes after errors'],
  [
    'packages/core/src/protocol/decode.ts',
    '../transport/transport.ts',
    'imports transport, which comes after protocol',
  ],
  [
    'packages/core/src/transport/transport.ts',
    '../session/session.ts',
    'imports session, which comes after transport',
  ],
  [
    'packages/core/src/session/session.ts',
    '../plugins/reconnect.ts',
    'imports plugins, which comes after session',
  ],
  ['packages/core/src/plugins/reconnect.ts', '../index.ts', 'imports index, which comes after plugins'],
  [
    'packages/core/src/extras/extra.ts',
    '../errors.ts',
    'is in extras, which has no place in the order of core',
  ],
  ['packages/core/src/index.ts', '@duologue/tools', 'imports @duologue/tools'],
  ['packages/core/src/protocol/contract.ts', 'typebox', 'imports typebox'],
  ['packages/core/src/protocol/contract.ts', 'typebox/value', 'imports typebox/value'],
  [
    'packages/core/src/protocol/contract.ts',
    '../../contract/shapes.ts',
    'imports packages/core/contract/shapes.ts, which is outside packages/core/src/',
  ],
  ['packages/audio-node/src/wav/index.ts', '../device/speaker.ts', 'imports device, which comes after wav'],
  [
    'packages/audio-node/src/resample/index.ts',
    '../edge/frame-splitter.ts',
    'imports edge, which comes after resample',
  ],
  [
    'packages/audio-node/src/new/new.ts',
    '../held.ts',
    'is in new, which has no place in the order of audio-node',
  ],
  ['packages/tools/src/index.ts', '@duologue/audio-node', 'imports @duologue/audio-node'],
  [
    'packages/tools/src/index.ts',
    '../../core/src/index.ts',
    'imports packages/core/src/index.ts, which is outside packages/tools/src/',
  ],
  ['packages/audio-node/src/index.ts', '@duologue/testkit', 'imports @duologue/testkit'],
  ['packages/testkit/src/index.ts', '@duologue/audio-node', 'imports @duologue/audio-node'],
  ['packages/testkit/src/index.ts', '@duologue/tools', 'imports @duologue/tools'],
  [
    'packages/tools/test/pack.test.ts',
    '../../core/src/errors.ts',
    'imports packages/core/src/errors.ts, which is outside packages/tools/',
  ],
  [
    'packages/tools/test/pack.test.ts',
    '@duologue/core/src/errors.ts',
    'imports @duologue/core/src/errors.ts, which is not public',
  ],
  [
    'examples/first-call/main.ts',
    '../../packages/core/src/index.ts',
    'imports packages/core/src/index.ts, which is outside examples/',
  ],
  [
    'examples/first-call/main.ts',
    '@duologue/core/session',
    'imports @duologue/core/session, which is not public',
  ],
])('refuses that %s imports %s', (file, specifier, problem) => {
  const importsByFile = new Map([[file, [{ specifier, line: 1, everything: false }]]]);
  expect(brokenImportRules(importsByFile, publicNames)).toEqual([`${file}:1 ${problem}`]);
});

it('refuses two folders of one layer that import each other', () => {
  const importsByFile = new Map([
    [
      'packages/core/src/audio/chunk.ts',
      [{ specifier: '../protocol/decode.ts', line: 1, everything: false }],
    ],
    [
      'packages/core/src/protocol/encode.ts',
      [{ specifier: '../audio/format.ts', line: 2, everything: false }],
    ],
  ]);
  expect(brokenImportRules(importsByFile, publicNames)).toEqual([
    'packages/core/src/protocol/encode.ts:2 imports audio, and packages/core/src/audio/chunk.ts:1 imports protocol',
  ]);
});

it('refuses to export everything of a file', () => {
  const importsByFile = new Map([
    ['packages/core/src/index.ts', [{ specifier: './errors.ts', line: 3, everything: true }]],
  ]);
  expect(brokenImportRules(importsByFile, publicNames)).toEqual([
    'packages/core/src/index.ts:3 exports everything of ./errors.ts',
  ]);
});

/** Every name that the packages' exports maps offer, such as `@duologue/audio-node/wav`. */
async function readPublicNames(): Promise<Set<string>> {
  const names = new Set<string>();
  for (const folder of packageFolders) {
    const manifest = JSON.parse(
      await readFile(join(repositoryRoot, 'packages', folder, 'package.json'), 'utf8'),
    ) as {
      name: string;
      exports: Record<string, unknown>;
    };
    for (const subpath of Object.keys(manifest.exports)) names.add(manifest.name + subpath.slice(1));
  }
  return names;
}
