import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToolBench } from '@duologue/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { expectAcknowledgedWrites } from './killed-memory.ts';
import { memoryPack, type MemoryPackOptions } from '../../src/memory/index.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'duologue-memory-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (options: Partial<MemoryPackOptions> = {}) =>
  ToolBench.open(memoryPack({ file: join(folder, 'memory.db'), ...options }));

async function ask(bench: ToolBench, tool: string, parameters: object = {}) {
  return (await bench.call(tool, parameters)).result;
}

it('remembers facts from one conversation to the next', async () => {
  {
    await using bench = await open();
    expect(await ask(bench, 'remember', { key: 'WiFi  Password', value: 'correct horse' })).toBe(
      'Remembered: WiFi  Password.',
    );
    expect(await ask(bench, 'remember', { key: 'seat', value: 'window' })).toBe('Remembered: seat.');
    expect(await ask(bench, 'remember', { key: 'Seat', value: 'aisle' })).toBe('Remembered: Seat.');
  }
  await using bench = await open();

  expect(await ask(bench, 'recall', { key: 'wifi password' })).toBe('correct horse');
  expect(await ask(bench, 'recall', { key: 'seat' })).toBe('aisle');
  expect(await ask(bench, 'forget', { key: 'seat' })).toBe('Forgotten: seat.');
  expect(await ask(bench, 'recall', { key: 'seat' })).toBe(
    'Nothing is stored under "seat". Stored facts: wifi password.',
  );
  expect(await ask(bench, 'forget', { key: 'seat' })).toBe(
    'Nothing was stored under "seat". Stored facts: wifi password.',
  );
});

it('keeps lists', async () => {
  await using bench = await open();

  expect(await ask(bench, 'add_to_list', { list: 'Shopping', item: 'Milk' })).toBe(
    'Added. The list Shopping has 1 item.',
  );
  expect(await ask(bench, 'add_to_list', { list: 'shopping', item: 'oat milk' })).toBe(
    'Added. The list shopping has 2 items.',
  );
  expect(await ask(bench, 'add_to_list', { list: 'shopping', item: 'bread' })).toBe(
    'Added. The list shopping has 3 items.',
  );
  expect(await ask(bench, 'read_list', { list: 'shopping' })).toBe(
    'The list shopping has 3 items: Milk; oat milk; bread.',
  );
  expect(await ask(bench, 'remove_from_list', { list: 'shopping', item: 'milk' })).toBe(
    'Removed Milk. The list shopping has 2 items.',
  );
  expect(await ask(bench, 'remove_from_list', { list: 'shopping', item: 'milk' })).toBe(
    'Removed oat milk. The list shopping has 1 item.',
  );
  expect(await ask(bench, 'remove_from_list', { list: 'shopping', item: 'eggs' })).toBe(
    'The list shopping has no item "eggs". It has: bread.',
  );
  expect(await ask(bench, 'read_list', { list: 'todo' })).toBe('The list todo is empty.');
  expect(await ask(bench, 'list_memories')).toBe('No facts are stored. Lists: shopping (1).');
});

it('keeps scopes apart, and bounds each', async () => {
  await using ada = await open({ scope: 'ada', maxItems: 2 });
  await using bo = await open({ scope: 'bo' });
  await ask(ada, 'remember', { key: 'a', value: '1' });
  await ask(ada, 'add_to_list', { list: 'a', item: '1' });

  expect(await ask(bo, 'recall', { key: 'a' })).toBe('Nothing is stored under "a". No facts are stored.');
  expect(await ask(ada, 'remember', { key: 'b', value: '2' })).toBe(
    'The memory is full: it holds 2 things. Forget something first.',
  );
  expect(await ask(ada, 'add_to_list', { list: 'a', item: '2' })).toBe(
    'The memory is full: it holds 2 things. Forget something first.',
  );
  expect(await ask(ada, 'remember', { key: 'a', value: 'changed' })).toBe('Remembered: a.');
});

it('stores text as it is', async () => {
  const value = `Robert'); DROP TABLE entry;-- "quoted" \u{1F600}\n\ttabs`;
  await using bench = await open();

  await ask(bench, 'remember', { key: `o'key; --`, value });

  expect(await ask(bench, 'recall', { key: `o'key; --` })).toBe(value);
});

it('opens again with every acknowledged write after it was killed in the middle of 1,000', async () => {
  expect.hasAssertions();
  await expectAcknowledgedWrites(join(folder, 'memory.db'), 40);
}, 60_000);

it('fails the start where the file cannot be opened, and says why', async () => {
  writeFileSync(
    join(folder, 'memory.db'),
    'this is no database, and long enough to be looked at as one. '.repeat(20),
  );

  await expect(open()).rejects.toMatchObject({
    code: 'BEFORE_CONNECT_FAILED',
    message: expect.stringContaining('memory'),
  });
});

it('closes its file with the session', async () => {
  const pack = memoryPack({ file: ':memory:' });
  const bench = await ToolBench.open(pack);
  await ask(bench, 'remember', { key: 'a', value: '1' });
  await bench[Symbol.asyncDispose]();

  await using other = await ToolBench.open(pack.tools);
  expect(await ask(other, 'recall', { key: 'a' })).toBe(
    'The memory is closed, because its session was disposed of.',
  );
});
