import { ToolBench } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { bookingPack, TablesInMemory, type Tables } from '../src/index.ts';

const at = '2026-03-29T19:00:00+02:00';
const tables = () =>
  new TablesInMemory(
    new Map([
      [1, 2],
      [2, 4],
      [3, 8],
    ]),
  );

it('books a table that is free, and not twice', async () => {
  await using bench = await ToolBench.open(bookingPack(tables()));

  expect(await bench.call('find_tables', { party: 4, at })).toMatchObject({
    result: 'Free: 2, 3.',
    progress: ['Still looking for a table.'],
  });
  expect(await bench.call('book_table', { party: 4, at, table: 2, phone: '030 1234567' })).toMatchObject({
    outcome: 'succeeded',
    result: `Table 2 is booked for 4 at ${at}.`,
    call: { parameters: { table: 2, phone: '[redacted]' } },
  });
  expect(await bench.call('book_table', { party: 4, at, table: 2, phone: '030 1234567' })).toMatchObject({
    outcome: 'failed',
    result: 'Table 2 is not free then.',
  });
  expect(await bench.call('find_tables', { party: 9, at })).toMatchObject({
    result: 'All tables are taken.',
  });
});

it('tells the agent what is wrong with a call', async () => {
  await using bench = await ToolBench.open(bookingPack(tables()));

  expect(await bench.call('find_tables', { party: 40, at })).toMatchObject({
    outcome: 'invalid_parameters',
    result: '`party` must be at most 12 (got 40).',
  });
});

it('stops looking when the caller cuts in', async () => {
  let wasToldToStop = false;
  const slow: Tables = {
    free: (_party, _at, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          wasToldToStop = true;
          reject(new Error('stopped'));
        });
      }),
    book: () => Promise.resolve(),
  };
  await using bench = await ToolBench.open(bookingPack(slow));

  const trial = bench.call('find_tables', { party: 2, at });
  setImmediate(() => bench.interrupt());

  expect(await trial).toMatchObject({
    outcome: 'aborted',
    result: 'The call was given up, because the user interrupted.',
  });
  expect(wasToldToStop).toBe(true);
});
