import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tool, ToolContext } from '@duologue/core';
import { ToolBench, VirtualClock } from '@duologue/testkit';
import { afterAll, expect, it } from 'vitest';
import { calendarPack } from '../src/calendar/index.ts';
import { knowledgePack } from '../src/knowledge/index.ts';
import { toolPack, withPolicies, retry, rateLimit } from '../src/index.ts';
import { allPacks, fillFolder } from './fuzz/all-packs.ts';

const folder = mkdtempSync(join(tmpdir(), 'duologue-abort-'));
fillFolder(folder);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A call of every pack that reads, writes or loads something. */
const calls: Readonly<Record<string, readonly [tool: string, parameters: object]>> = {
  calculator: ['calculate', { expression: '1 + 1' }],
  calendar: ['create_appointment', { title: 'A', start: '2026-03-24T15:00', duration_minutes: 30 }],
  'date-time': ['get_current_time', { time_zone: 'Portland, Maine' }],
  http: ['fetch_url', { url: 'https://example.com/' }],
  knowledge: ['search_knowledge', { query: 'text' }],
  memory: ['remember', { key: 'a', value: 'b' }],
};

/** Resolves when a tool waits for the outside world. */
async function underWay(clock: VirtualClock): Promise<void> {
  for (let turn = 0; turn < 1_000 && clock.holders.length === 0; turn += 1) await Promise.resolve();
  expect(clock.holders).not.toEqual([]);
}

/** Sockets, timers, files and processes that are open now and were not open then; not what ends by itself in this turn. */
function newResources(then: readonly string[]): string[] {
  const before = [...then];
  return process.getActiveResourcesInfo().filter((name) => {
    const index = before.indexOf(name);
    if (index !== -1) before.splice(index, 1);
    return index === -1 && name !== 'Immediate' && name !== 'CloseReq';
  });
}

const waiting = toolPack({
  name: 'waiting',
  tools: [
    { name: 'wait', description: 'Waits.', run: (_, { clock, signal }) => clock.sleep(60_000, signal) },
    { name: 'fail', description: 'Fails.', run: () => Promise.reject(new Error('no')) },
  ],
});

it.each(allPacks(folder).map((pack) => [pack.name, pack] as const))(
  'leaves nothing behind of a call of the pack %s that the end cuts off',
  async (name, pack) => {
    using clock = new VirtualClock({ autojump: false });
    const before = process.getActiveResourcesInfo();
    const bench = await ToolBench.open(pack, { clock });
    const [tool, parameters] = calls[name] as (typeof calls)[string];

    const call = bench.call(tool, parameters);
    await underWay(clock);
    await bench[Symbol.asyncDispose]();

    expect(await call).toMatchObject({ outcome: 'aborted', answered: false });
    await expect.poll(() => newResources(before), { interval: 1 }).toEqual([]);
    expect([clock.pending, clock.holders]).toEqual([[], []]);
    expect(bench.problems).toEqual([]);
  },
);

it.each(allPacks(folder).map((pack) => [pack.name, pack] as const))(
  'leaves nothing behind of a call of the pack %s that an interruption cuts off, and goes on',
  async (name, pack) => {
    using clock = new VirtualClock({ autojump: false });
    const interruptible = withPolicies(pack, { wrap: (inner) => ({ ...inner, onInterruption: 'abort' }) });
    const before = process.getActiveResourcesInfo();
    await using bench = await ToolBench.open(interruptible, { clock });
    const [tool, parameters] = calls[name] as (typeof calls)[string];

    const call = bench.call(tool, parameters);
    await underWay(clock);
    bench.interrupt();

    expect(await call).toMatchObject({ outcome: 'aborted', answered: true });
    await expect.poll(() => newResources(before), { interval: 1 }).toEqual([]);
    expect([clock.pending, clock.holders]).toEqual([[], []]);
    expect((await bench.call(tool, parameters)).outcome).toBe(name === 'http' ? 'failed' : 'succeeded');
  },
);

it('writes nothing of an appointment or a contact whose call is over before its turn', async () => {
  const own = mkdtempSync(join(folder, 'calendar-'));
  const pack = calendarPack({
    file: join(own, 'book.ics'),
    contacts: join(own, 'people.vcf'),
    homeTimeZone: 'Europe/Berlin',
  });
  using clock = new VirtualClock();
  const bench = await ToolBench.open(pack, { clock });
  const trials = [
    bench.call('create_appointment', { title: 'A', start: '2026-03-24T15:00', duration_minutes: 30 }),
    bench.call('add_contact', { name: 'Ada' }),
  ];
  while (clock.holders.length < 2) await new Promise((resolve) => setImmediate(resolve));

  await bench[Symbol.asyncDispose]();

  expect((await Promise.all(trials)).map(({ outcome }) => outcome)).toEqual(['aborted', 'aborted']);
  while (clock.holders.length > 0) await new Promise((resolve) => setImmediate(resolve));
  expect(readdirSync(own)).toEqual([]);
});

it('looks at a folder as long as one call waits for it, and no longer', async () => {
  const own = mkdtempSync(join(folder, 'knowledge-'));
  const pack = knowledgePack({ folder: own, maxFileBytes: 100 });
  await using bench = await ToolBench.open(pack);
  const [search] = pack.tools as unknown as [Tool];
  const look = (signal: AbortSignal) =>
    Promise.resolve(search.run({ query: 'text' }, contextOf(bench, signal))).catch(String);
  for (let index = 0; index < 50; index += 1)
    writeFileSync(join(own, `${index}.md`), `# Page ${index}\nText.`);
  // told only by a look that comes to the last file
  writeFileSync(join(own, 'z.md'), 'x'.repeat(200));
  const told = () => bench.problems.length;

  await bench.clock.sleep(10_000);
  const alone = new AbortController();
  const givenUp = look(alone.signal);
  alone.abort(new Error('over'));
  expect([await givenUp, told()]).toEqual(['Error: over', 0]);

  const together = new AbortController();
  const both = [look(together.signal), look(new AbortController().signal)];
  together.abort(new Error('over'));
  expect(await Promise.all(both)).toEqual(['Error: over', expect.stringContaining('1. ')]);
  expect(told()).toBe(1);
});

function contextOf({ clock }: ToolBench, signal: AbortSignal): ToolContext {
  return { signal, clock, toolCallId: 'call', io: (work) => work, progress: () => {} };
}

it.each([
  ['retry', withPolicies(waiting, retry({ attempts: 9, delayMs: 30_000 })), 'fail'],
  ['rateLimit', withPolicies(waiting, rateLimit({ calls: 1, perMs: 15_000, whenExceeded: 'wait' })), 'wait'],
])('leaves no timer of the policy %s behind', async (_, pack, tool) => {
  using clock = new VirtualClock({ autojump: false });
  const bench = await ToolBench.open(pack, { clock });
  const trials = [bench.call(tool), bench.call(tool)];
  await clock.advance(100);

  await bench[Symbol.asyncDispose]();

  expect((await Promise.all(trials)).map(({ outcome }) => outcome)).toEqual(['aborted', 'aborted']);
  expect(clock.pending).toEqual([]);
});
