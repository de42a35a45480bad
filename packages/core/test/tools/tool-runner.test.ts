import { ToolBench } from '@duologue/testkit';
import { expect, it } from 'vitest';
import type { Tool } from '../../src/index.ts';

it('lets the next call in when the one before it times out, though its handler never ends', async () => {
  const stuck: Tool = {
    name: 'stuck',
    description: 'Never answers.',
    timeoutMs: 1_000,
    concurrency: 1,
    run: () => new Promise(() => {}),
  };
  await using bench = await ToolBench.open([stuck]);

  const trials = await Promise.all([bench.call('stuck'), bench.call('stuck')]);

  expect(trials.map(({ outcome, durationMs }) => [outcome, durationMs])).toEqual([
    ['timed_out', 1_000],
    ['timed_out', 2_000],
  ]);
});

it('says nothing of a handler that stops because it was told to', async () => {
  const sleeper: Tool = {
    name: 'sleep',
    description: 'Sleeps.',
    onInterruption: 'abort',
    run: (_, { clock, signal }) => clock.sleep(5_000, signal),
  };
  await using bench = await ToolBench.open([sleeper]);
  bench.clock.setTimeout(() => bench.interrupt(), 100);

  expect(await bench.call('sleep')).toMatchObject({ outcome: 'aborted', problems: [] });
  await bench.clock.sleep(1);
  expect(bench.problems).toEqual([]);
});

it('tells the agent the progress of a call until it is over', async () => {
  let tellLate = () => {};
  const search: Tool = {
    name: 'search',
    description: 'Searches.',
    run(_, { progress }) {
      progress('Still looking…');
      progress('Nearly there.');
      tellLate = () => progress('Too late.');
    },
  };
  await using bench = await ToolBench.open([search]);

  expect(await bench.call('search')).toMatchObject({ progress: ['Still looking…', 'Nearly there.'] });
  tellLate();
  expect(await bench.call('search')).toMatchObject({ progress: ['Still looking…', 'Nearly there.'] });
});
