import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { duologue } from '../support/duologue-command.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

it('goes on where nobody reads its output, and its exit code tells how it went', async () => {
  const { child } = duologue('run', here('greeting.yaml'), '--', process.execPath, here('client.mjs'), 'Bye');
  child.stdout?.destroy();
  expect(await once(child, 'exit')).toEqual([1, null]);
});
