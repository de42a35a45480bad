import type { Tool, ToolContext } from '@duologue/core';
import { expect, it } from 'vitest';
import { testTool, ToolBench, VirtualClock } from '../../src/index.ts';

const bookTable: Tool<{ party: number }> = {
  name: 'book_table',
  description: 'Books a table.',
  parameters: {
    type: 'object',
    properties: { party: { type: 'integer', maximum: 12 } },
    required: ['party'],
    additionalProperties: false,
  },
  timeoutMs: 2_000,
  onInterruption: 'abort',
  async run({ party }, { clock, signal, progress }) {
    progress('Looking at the free tables.');
    await clock.sleep(party * 100, signal);
    return `A table for ${party} is booked.`;
  },
};

it('gives a tool what it would get in a conversation, and tells how the call went', async () => {
  expect(await testTool(bookTable, { party: 4 })).toEqual({
    call: {
      toolName: 'book_table',
      toolCallId: 'call_1',
      parameters: { party: 4 },
      eventId: 1,
      expectsResponse: true,
    },
    outcome: 'succeeded',
    result: 'A table for 4 is booked.',
    isError: false,
    answered: true,
    durationMs: 400,
    progress: ['Looking at the free tables.'],
    problems: [],
  });
});

it('keeps parameters that do not fit away from the tool', async () => {
  expect(await testTool(bookTable, { party: 40 })).toMatchObject({
    outcome: 'invalid_parameters',
    result: '`party` must be at most 12 (got 40).',
    progress: [],
  });
});

it('shows what is thrown, and what takes too long', async () => {
  const broken = { ...bookTable, run: () => Promise.reject(new Error('No table is free.')) };
  const slow = {
    ...bookTable,
    run: (_: unknown, { clock, signal }: ToolContext) => clock.sleep(3_000, signal),
  };

  expect(await testTool(broken, { party: 4 })).toMatchObject({
    outcome: 'failed',
    result: 'No table is free.',
  });
  expect(await testTool(slow, { party: 4 })).toMatchObject({ outcome: 'timed_out', durationMs: 2_000 });
});

it('interrupts and ends a call at a given time', async () => {
  expect(await testTool(bookTable, { party: 4 }, { interruptAfterMs: 150 })).toMatchObject({
    outcome: 'aborted',
    durationMs: 150,
  });

  using clock = new VirtualClock();
  const abort = new AbortController();
  clock.setTimeout(() => abort.abort(), 250);
  expect(await testTool(bookTable, { party: 4 }, { signal: abort.signal, clock })).toMatchObject({
    outcome: 'aborted',
    durationMs: 250,
    answered: false,
  });
  expect(await testTool(bookTable, { party: 4 }, { signal: AbortSignal.abort() })).toMatchObject({
    outcome: 'aborted',
    durationMs: 0,
  });
});

it('keeps a pack set up for several calls', async () => {
  let calls = 0;
  const counter: Tool = { name: 'count', description: 'Counts.', run: () => (calls += 1) };
  await using bench = await ToolBench.open([counter, bookTable]);

  const trials = await Promise.all([
    bench.call('count'),
    bench.call('book_table', { party: 1 }),
    bench.call('count'),
  ]);

  expect(trials.map(({ result }) => result)).toEqual(['1', 'A table for 1 is booked.', '2']);
  expect(trials.map(({ progress }) => progress)).toEqual([[], ['Looking at the free tables.'], []]);
});

it('says that a tool is unknown, and refuses calls once it is closed', async () => {
  const bench = await ToolBench.open([bookTable]);

  expect(await bench.call('book_tabel')).toMatchObject({ outcome: 'unknown_tool' });
  await bench[Symbol.asyncDispose]();
  await expect(bench.call('book_table')).rejects.toMatchObject({ code: 'INVALID_STATE' });
});

it('lets taps of other plugins approve and answer', async () => {
  const guard = {
    name: 'Guard',
    apply: (host: { hooks: ToolBench['hooks'] }) => host.hooks.approveToolCall.tap('Guard', () => false),
  };
  await using bench = await ToolBench.open([bookTable], { plugins: [guard] });

  expect(await bench.call('book_table', { party: 2 })).toMatchObject({ outcome: 'denied' });
});
