import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from '@duologue/core';
import { ToolBench, VirtualClock } from '@duologue/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withPolicies } from '../../src/index.ts';
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

it('removes what is called so, or the one item that has those words', async () => {
  await using bench = await open();
  for (const item of ['milk', 'grapefruit', 'oat milk', 'whole milk', 'Crème brûlée', 'tea (green)'])
    await ask(bench, 'add_to_list', { list: 'shopping', item });
  const remove = (item: string) => ask(bench, 'remove_from_list', { list: 'shopping', item });

  expect((await bench.call('remove_from_list', { list: 'shopping', item: ' ' })).outcome).toBe(
    'invalid_parameters',
  );
  expect(await remove('grape')).toContain('has no item "grape". It has: milk; grapefruit;');
  expect(await remove('brûlée')).toBe('Removed Crème brûlée. The list shopping has 5 items.');
  expect(await remove('(green)')).toBe('Removed tea (green). The list shopping has 4 items.');
  expect(await remove('milk')).toBe('Removed milk. The list shopping has 3 items.');
  expect(await remove('milk')).toBe(
    'Several items of the list shopping may be meant by "milk". Ask which one: oat milk; whole milk.',
  );
  expect(await remove('whole')).toBe('Removed whole milk. The list shopping has 2 items.');
  expect(await remove('the milk')).toContain('has no item "the milk".');
  expect(await remove('MILK')).toBe('Removed oat milk. The list shopping has 1 item.');
});

it.each([
  ['remember', { key: 'a', value: '1' }],
  ['add_to_list', { list: 'a', item: '1' }],
])('writes nothing for a call of %s that is cut off before its turn', async (tool, parameters) => {
  using clock = new VirtualClock({ autojump: false });
  const pack = withPolicies(memoryPack({ file: join(folder, 'memory.db') }), {
    wrap: (inner) => ({ ...inner, onInterruption: 'abort' }),
  });
  await using bench = await ToolBench.open(pack, { clock });

  const call = bench.call(tool, parameters);
  for (let turn = 0; turn < 1_000 && clock.holders.length === 0; turn += 1) await Promise.resolve();
  bench.interrupt();

  expect((await call).outcome).toBe('aborted');
  expect(await ask(bench, 'list_memories')).toBe('No facts are stored. There are no lists.');
});

it('opens its file at the next start where the one before could not', async () => {
  const file = join(folder, 'later', 'memory.db');
  const session = new Session({ url: 'ws://127.0.0.1:9', plugins: [memoryPack({ file })] });
  await expect(session.start()).rejects.toMatchObject({ code: 'BEFORE_CONNECT_FAILED' });
  mkdirSync(join(folder, 'later'));

  await expect(session.start()).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
  await session[Symbol.asyncDispose]();
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
