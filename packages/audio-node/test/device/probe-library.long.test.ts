import { expect, it } from 'vitest';
import { probeLibrary } from '../../src/device/native/probe-library.ts';

it.each([
  [
    'a library that talks',
    `process.stdout.write('ALSA lib: '); console.log('no card'); return { found: 1 };`,
    { value: { found: 1 } },
  ],
  ['a library that throws nothing', 'throw undefined;', { reason: 'undefined' }],
])('understands %s', async (_, script, answer) => {
  expect(await probeLibrary({ name: 'node:os', script })).toEqual(answer);
});

it.each([
  ['only talks', `console.log('bye'); process.exit();`],
  [
    'cuts its answer off',
    `process.stdout.write('\\n{"value":', () => process.exit()); return new Promise(() => {});`,
  ],
])('knows nothing of a library that %s and then ends its process', async (_, script) => {
  expect(await probeLibrary({ name: 'node:os', script })).toEqual({ reason: 'it ends its process' });
});
