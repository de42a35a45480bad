import { DuologueError, type Tool, type ToolContext } from '@duologue/core';
import { ToolBench } from '@duologue/testkit';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  cache,
  circuitBreaker,
  dryRun,
  rateLimit,
  redactParameters,
  requireApproval,
  retry,
  toolPack,
  withPolicies,
  type ToolPolicy,
} from '../../src/index.ts';

type Run = (parameters: Readonly<Record<string, unknown>>, context: ToolContext) => unknown;

const lookUp = (run: Run, rest: Partial<Tool> = {}): Tool => ({
  name: 'look_up',
  description: 'Looks things up.',
  ...rest,
  run,
});

/** Fails as often as told, then answers. */
function flaky(failures: number, { error = new Error('The line is busy.'), takesMs = 0 } = {}) {
  const atMs: number[] = [];
  const tool = lookUp(async (_, { clock }) => {
    atMs.push(clock.now());
    if (takesMs > 0) await clock.sleep(takesMs);
    if (atMs.length <= failures) throw error;
    return `answer ${atMs.length}`;
  });
  return { tool, atMs };
}

describe('retry', () => {
  it('tries again with growing waits', async () => {
    const { tool, atMs } = flaky(3);
    await using bench = await ToolBench.open([withPolicies(tool, retry({ attempts: 4, delayMs: 200 }))]);

    expect(await bench.call('look_up')).toMatchObject({ outcome: 'succeeded', result: 'answer 4' });
    const [first = 0, second = 0, third = 0] = atMs.slice(1).map((ms, index) => ms - (atMs[index] ?? 0));
    expect(
      first >= 100 && first <= 200 && second >= 200 && second <= 400 && third >= 400 && third <= 800,
    ).toBe(true);
  });

  it('gives up after the last try with the last error', async () => {
    const { tool, atMs } = flaky(9);
    await using bench = await ToolBench.open([withPolicies(tool, retry({ attempts: 2 }))]);

    expect(await bench.call('look_up')).toMatchObject({ outcome: 'failed', result: 'The line is busy.' });
    expect(atMs).toHaveLength(2);
  });

  it('does not try again what was wrong in itself', async () => {
    const { tool, atMs } = flaky(1, { error: new DuologueError('TOOL_FAILED', 'There is no such city.') });
    await using bench = await ToolBench.open([withPolicies(tool, retry())]);

    expect(await bench.call('look_up')).toMatchObject({
      outcome: 'failed',
      result: 'There is no such city.',
    });
    expect(atMs).toHaveLength(1);
  });

  it('tries again what its author calls transient', async () => {
    const { tool, atMs } = flaky(1, {
      error: new DuologueError('TOOL_FAILED', 'The shop is busy.', { details: { transient: true } }),
    });
    await using bench = await ToolBench.open([withPolicies(tool, retry())]);

    expect(await bench.call('look_up')).toMatchObject({ result: 'answer 2' });
    expect(atMs).toHaveLength(2);
  });

  it('stops waiting when the tool is out of time', async () => {
    const { tool, atMs } = flaky(9);
    const slow = withPolicies({ ...tool, timeoutMs: 1_000 }, retry({ attempts: 9, delayMs: 800 }));
    await using bench = await ToolBench.open([slow]);

    expect(await bench.call('look_up')).toMatchObject({ outcome: 'timed_out', durationMs: 1_000 });
    await bench.clock.sleep(60_000);
    expect(atMs.length).toBeLessThan(4);
  });
});

describe('cache', () => {
  it('answers the same call once in its time, whatever the order of the parameters', async () => {
    let runs = 0;
    const tool = withPolicies(
      lookUp(() => (runs += 1)),
      cache({ ttlMs: 1_000 }),
    );
    await using bench = await ToolBench.open([tool]);

    const results = [
      await bench.call('look_up', { a: 1, b: { c: 2, d: 3 } }),
      await bench.call('look_up', { b: { d: 3, c: 2 }, a: 1 }),
      await bench.call('look_up', { a: 2 }),
    ].map(({ result }) => result);
    await bench.clock.sleep(1_000);

    expect([...results, (await bench.call('look_up', { a: 2 })).result]).toEqual(['1', '1', '2', '3']);
  });

  it('drops what was used longest ago, and keeps no failure', async () => {
    const seen: unknown[] = [];
    const tool = lookUp(({ a }) => {
      seen.push(a);
      if (a === 'bad') throw new Error('no');
      return a;
    });
    await using bench = await ToolBench.open([withPolicies(tool, cache({ ttlMs: 60_000, maxEntries: 2 }))]);

    for (const a of ['x', 'y', 'x', 'z', 'x', 'y', 'bad', 'bad']) await bench.call('look_up', { a });

    expect(seen).toEqual(['x', 'y', 'z', 'y', 'bad', 'bad']);
  });
});

describe('rateLimit', () => {
  it('refuses one call too many, and says when to try again', async () => {
    const tool = withPolicies(
      lookUp(() => 'ok'),
      rateLimit({ calls: 2, perMs: 60_000 }),
    );
    await using bench = await ToolBench.open([tool]);

    const outcomes = [];
    for (const waitMs of [0, 10_000, 10_000, 40_000, 0, 10_000]) {
      await bench.clock.sleep(waitMs);
      outcomes.push((await bench.call('look_up')).result);
    }

    expect(outcomes).toEqual([
      'ok',
      'ok',
      'look_up was called too often. Try again in 40 seconds.',
      'ok',
      'look_up was called too often. Try again in 10 seconds.',
      'ok',
    ]);
  });

  it('lets calls wait for their turn where it is told to', async () => {
    const atMs: number[] = [];
    const tool = lookUp((_, { clock }) => void atMs.push(clock.now()));
    await using bench = await ToolBench.open([
      withPolicies(tool, rateLimit({ calls: 2, perMs: 1_000, whenExceeded: 'wait' })),
    ]);

    await Promise.all([1, 2, 3, 4, 5].map(() => bench.call('look_up')));

    expect(atMs).toEqual([0, 0, 1_000, 1_000, 2_000]);
  });

  it('refuses at once what would wait for longer than the tool may take', async () => {
    const atMs: number[] = [];
    const tool = lookUp((_, { clock }) => void atMs.push(clock.now()), { timeoutMs: 20_000 });
    await using bench = await ToolBench.open([
      withPolicies(tool, rateLimit({ calls: 1, perMs: 15_000, whenExceeded: 'wait' })),
    ]);

    const trials = await Promise.all([1, 2, 3].map(() => bench.call('look_up')));

    expect(trials.map(({ outcome, durationMs }) => [outcome, durationMs])).toEqual([
      ['succeeded', 0],
      ['succeeded', 15_000],
      ['failed', 0],
    ]);
    expect(trials[2]?.result).toBe('look_up was called too often. Try again in 30 seconds.');
    expect(atMs).toEqual([0, 15_000]);
  });

  it('gives the turn of a call that is aborted to those behind it', async () => {
    const atMs: number[] = [];
    const tool = lookUp((_, { clock }) => void atMs.push(clock.now()), { onInterruption: 'abort' });
    await using bench = await ToolBench.open([
      withPolicies(tool, rateLimit({ calls: 1, perMs: 8_000, whenExceeded: 'wait' })),
    ]);
    await bench.call('look_up');

    const waiting = [bench.call('look_up'), bench.call('look_up')];
    await bench.clock.sleep(1_000);
    bench.interrupt();
    const aborted = await Promise.all(waiting);
    await Promise.all([bench.call('look_up'), bench.call('look_up')]);

    expect(aborted.map(({ outcome }) => outcome)).toEqual(['aborted', 'aborted']);
    expect(atMs).toEqual([0, 8_000, 16_000]);
  });
});

describe('circuitBreaker', () => {
  it('leaves a tool alone that keeps failing, then tries it with one call', async () => {
    const { tool, atMs } = flaky(4, { takesMs: 100 });
    await using bench = await ToolBench.open([
      withPolicies(tool, circuitBreaker({ failures: 3, resetMs: 30_000 })),
    ]);
    const results: string[] = [];
    const call = async () => void results.push((await bench.call('look_up')).result);

    for (let index = 0; index < 4; index += 1) await call();
    await bench.clock.sleep(30_000);
    await Promise.all([call(), call()]);
    await bench.clock.sleep(30_000);
    await call();
    await call();

    expect(results).toEqual([
      'The line is busy.',
      'The line is busy.',
      'The line is busy.',
      'look_up is out of order at the moment. Try again in 30 seconds.',
      'look_up is out of order at the moment. Try again in 1 second.',
      'The line is busy.',
      'answer 5',
      'answer 6',
    ]);
    expect(atMs).toEqual([0, 100, 200, 30_300, 60_400, 60_500]);
  });

  it('counts timeouts, but neither interruptions nor requests that were wrong in themselves', async () => {
    const tool = lookUp(
      ({ wrong }, { clock, signal }) => {
        if (wrong === true) throw new DuologueError('TOOL_FAILED', 'No such city.');
        return clock.sleep(60_000, signal);
      },
      { timeoutMs: 1_000, onInterruption: 'abort' },
    );
    await using bench = await ToolBench.open([withPolicies(tool, circuitBreaker({ failures: 2 }))]);
    const interrupted = async () => {
      bench.clock.setTimeout(() => bench.interrupt(), 500);
      return bench.call('look_up');
    };

    const outcomes = [
      await interrupted(),
      await interrupted(),
      await bench.call('look_up', { wrong: true }),
      await bench.call('look_up'),
      await bench.call('look_up'),
      await bench.call('look_up'),
    ].map(({ outcome, result }) => [outcome, result.includes('out of order')]);

    expect(outcomes).toEqual([
      ['aborted', false],
      ['aborted', false],
      ['failed', false],
      ['timed_out', false],
      ['timed_out', false],
      ['failed', true],
    ]);
  });
});

it('checks calls but does nothing in a dry run', async () => {
  let runs = 0;
  let dry = true;
  const tool = lookUp(() => (runs += 1), { parameters: { type: 'object', required: ['city'] } });
  await using bench = await ToolBench.open([withPolicies(tool, dryRun({ when: () => dry }))]);

  const results = [await bench.call('look_up', {}), await bench.call('look_up', { city: 'Bonn' })];
  dry = false;
  results.push(await bench.call('look_up', { city: 'Bonn' }));

  expect(results.map(({ result }) => result)).toEqual([
    '`city` is missing.',
    'This is a dry run: look_up would have been called with {"city":"Bonn"}, and nothing was done.',
    '1',
  ]);
});

describe('requireApproval', () => {
  const pack = () =>
    toolPack({
      name: 'booking',
      tools: [lookUp(() => 'found'), lookUp(() => 'booked', { name: 'book', timeoutMs: 500 })],
    });

  it('has a person allow the calls of a pack, in their own time', async () => {
    const asked: string[] = [];
    const guarded = withPolicies(
      pack(),
      requireApproval({
        tools: ['book'],
        async ask({ toolName, parameters }) {
          asked.push(`${toolName} ${JSON.stringify(parameters)}`);
          await bench.clock.sleep(20_000);
          return parameters['allowed'] === true;
        },
      }),
    );
    await using bench = await ToolBench.open(guarded);

    expect(await bench.call('look_up')).toMatchObject({ outcome: 'succeeded' });
    expect(await bench.call('book', { allowed: true })).toMatchObject({
      outcome: 'succeeded',
      result: 'booked',
    });
    expect(await bench.call('book', { allowed: false })).toMatchObject({ outcome: 'denied' });
    expect(asked).toEqual(['book {"allowed":true}', 'book {"allowed":false}']);
  });

  it('denies where asking fails, and leaves the tools of others alone', async () => {
    const guarded = withPolicies(
      pack(),
      requireApproval({ ask: () => Promise.reject(new Error('nobody there')) }),
    );
    const other = toolPack({ name: 'other', tools: [lookUp(() => 'free', { name: 'other' })] });
    await using bench = await ToolBench.open(guarded, { plugins: [other] });

    expect(await bench.call('book')).toMatchObject({ outcome: 'denied' });
    expect(await bench.call('other')).toMatchObject({ outcome: 'succeeded' });
  });
});

it('redacts parameters wherever calls are written down', async () => {
  const tool = withPolicies(
    lookUp(({ pin }) => `pin ${String(pin)}`),
    redactParameters('pin'),
  );
  await using bench = await ToolBench.open([tool]);

  expect(await bench.call('look_up', { pin: '1234', city: 'Bonn' })).toMatchObject({
    call: { parameters: { pin: '[redacted]', city: 'Bonn' } },
    result: 'pin [redacted]',
  });
});

it('puts the first policy outermost, around every tool of a pack', async () => {
  const log: string[] = [];
  const noting = (name: string): ToolPolicy => ({
    wrap: (tool) => ({
      ...tool,
      run: (parameters, context) => {
        log.push(`${name} ${tool.name}`);
        return tool.run(parameters, context);
      },
    }),
  });
  const pack = withPolicies(
    toolPack({ name: 'pack', tools: [lookUp(() => 'a'), lookUp(() => 'b', { name: 'other' })] }),
    noting('outer'),
    noting('inner'),
  );
  await using bench = await ToolBench.open(pack);

  await bench.call('look_up');
  await bench.call('other');

  expect(log).toEqual(['outer look_up', 'inner look_up', 'outer other', 'inner other']);
  expect(pack.tools.map(({ name }) => name)).toEqual(['look_up', 'other']);
});

it('keeps the types of what it wraps', () => {
  const tool: Tool<{ city: string }> = { name: 'a', description: 'A.', run: ({ city }) => city };

  expectTypeOf(withPolicies(tool, retry())).toEqualTypeOf<Tool<{ city: string }>>();
});

it.each([
  ['retry', () => retry({ attempts: 1 }), 'retry: attempts is 1; it must be a whole number from 2 to 20.'],
  ['retry', () => retry({ delayMs: 0 }), 'retry: delayMs is 0; it must be milliseconds above 0.'],
  ['cache', () => cache({ ttlMs: Number.NaN }), 'cache: ttlMs is NaN; it must be milliseconds above 0.'],
  [
    'cache',
    () => cache({ ttlMs: 1, maxEntries: 0 }),
    'cache: maxEntries is 0; it must be a whole number from 1.',
  ],
  [
    'rateLimit',
    () => rateLimit({ calls: 0.5, perMs: 1 }),
    'rateLimit: calls is 0.5; it must be a whole number from 1 to 100000.',
  ],
  [
    'rateLimit',
    () => rateLimit({ calls: 1, perMs: 1, whenExceeded: 'delay' as 'wait' }),
    'rateLimit: whenExceeded is delay; it must be refuse or wait.',
  ],
  [
    'circuitBreaker',
    () => circuitBreaker({ failures: 0 }),
    'circuitBreaker: failures is 0; it must be a whole number from 1.',
  ],
])('%s refuses options that cannot work', (_, make, message) => {
  expect(make).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS', message }));
});
