import { readFile } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it, vi } from 'vitest';
import { VirtualClock, type ClockStall, type VirtualClockOptions } from '@duologue/testkit';

const clocks: VirtualClock[] = [];
afterEach(() => {
  for (const clock of clocks.splice(0)) clock[Symbol.dispose]();
});

function clockWith(options?: VirtualClockOptions): VirtualClock {
  const clock = new VirtualClock(options);
  clocks.push(clock);
  return clock;
}

function clockThatStalls(): { clock: VirtualClock; stall: Promise<ClockStall> } {
  let clock: VirtualClock | undefined;
  const stall = new Promise<ClockStall>((onStall) => (clock = clockWith({ watchdogMs: 20, onStall })));
  return { clock: clock as unknown as VirtualClock, stall };
}

async function hops(count: number): Promise<void> {
  for (let hop = 0; hop < count; hop += 1) await Promise.resolve();
}

async function turnsOfTheEventLoop(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await nextTurn();
}

it('sleeps through an hour in no time and says so', async () => {
  const clock = clockWith();
  await clock.sleep(3_600_000);
  expect({ now: clock.now(), date: new Date(clock.epochMs()).toISOString() }).toEqual({
    now: 3_600_000,
    date: '2026-01-01T01:00:00.000Z',
  });
});

it('begins at the instant that it is given', () => {
  expect(clockWith({ epochMs: Date.UTC(2026, 2, 29) }).epochMs()).toBe(Date.UTC(2026, 2, 29));
});

it('fires timers by time, and in the order in which they were set where they are due together', async () => {
  const clock = clockWith();
  const fired: string[] = [];
  clock.setTimeout(() => fired.push('late'), 20);
  clock.setTimeout(() => fired.push('first'), 10);
  clock.setInterval(() => fired.push(`tick ${clock.now()}`), 5);
  clock.setTimeout(() => fired.push('second'), 10);
  await clock.sleep(20);
  expect(fired).toEqual(['tick 5', 'first', 'second', 'tick 10', 'tick 15', 'late']);
});

it('lets everything that a timer caused happen before the next timer, also what needs turns of the event loop', async () => {
  const clock = clockWith();
  const order: string[] = [];
  clock.setTimeout(() => {
    void (async () => {
      for (let hop = 0; hop < 100; hop += 1) await Promise.resolve();
      await nextTurn();
      order.push(`caused at ${clock.now()}`);
    })();
  }, 1);
  clock.setTimeout(() => order.push('next timer'), 2);
  await clock.sleep(3);
  expect(order).toEqual(['caused at 1', 'next timer']);
});

it('fires timers that are due together one after the other, each when all microtasks and ticks of the one before are done', async () => {
  const clock = clockWith();
  const order: string[] = [];
  for (const name of ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']) {
    clock.setTimeout(() => {
      order.push(name);
      process.nextTick(() => void hops(20).then(() => process.nextTick(() => order.push(`after ${name}`))));
    }, 5);
  }
  await clock.sleep(6);
  expect(order).toEqual(
    ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'].flatMap((name) => [
      name,
      `after ${name}`,
    ]),
  );
});

it('lets what a timer left to the event loop happen before time moves, also where another was due together with it', async () => {
  const clock = clockWith();
  const seen: number[] = [];
  for (let count = 0; count < 9; count += 1)
    clock.setTimeout(() => void hops(5).then(() => setImmediate(() => seen.push(clock.now()))), 5);
  clock.setTimeout(() => seen.push(-1), 6);
  await clock.sleep(7);
  expect(seen).toEqual([5, 5, 5, 5, 5, 5, 5, 5, 5, -1]);
});

it('lets what the end of something busy left to the event loop happen before time moves', async () => {
  const clock = clockWith();
  const seen: number[] = [];
  let reading = 0;
  clock.addBusySource({ name: 'files', isBusy: () => reading > 0 });
  for (let count = 0; count < 3; count += 1) {
    clock.setTimeout(() => {
      reading += 1;
      // its callback comes between two turns, as that of a socket does
      readFile(fileURLToPath(import.meta.url), () => {
        reading -= 1;
        setImmediate(() => seen.push(clock.now()));
      });
    }, 40 + count);
  }
  await clock.sleep(60);
  expect(seen).toEqual([40, 41, 42]);
});

it('fires nothing more of an instant in which it is disposed of', async () => {
  const clock = clockWith();
  const fired: string[] = [];
  clock.setTimeout(() => {
    clock[Symbol.dispose]();
    clock.setTimeout(() => fired.push('set later'), 0);
  }, 5);
  clock.setTimeout(() => fired.push('set before'), 5);
  await turnsOfTheEventLoop(20);
  expect(fired).toEqual([]);
});

it.each(['held', 'busy', 'settling'] as const)(
  'does not fire a timer that is due together with one that leaves the clock %s',
  async (how) => {
    const clock = clockWith();
    const order: string[] = [];
    let busy = false;
    clock.addBusySource({ name: 'frames', isBusy: () => busy });
    clock.setTimeout(() => {
      const letGo = how === 'held' ? clock.hold() : undefined;
      busy = how === 'busy';
      void (how === 'settling' ? clock.settled() : turnsOfTheEventLoop(20)).then(() => {
        order.push('done');
        letGo?.();
        busy = false;
      });
    }, 5);
    clock.setTimeout(() => order.push('next timer'), 5);
    await clock.sleep(6);
    expect(order).toEqual(['done', 'next timer']);
  },
);

it('takes one turn of the event loop for each instant, with up to four timers', async () => {
  const clock = clockWith();
  let turns = 0;
  let counting = true;
  const count = () => {
    turns += 1;
    if (counting) setImmediate(count);
  };
  setImmediate(count);
  for (let timer = 0; timer < 4; timer += 1) clock.setInterval(() => {}, 20);
  await clock.sleep(20 * 1_000);
  counting = false;
  expect(turns).toBeGreaterThan(990);
  expect(turns).toBeLessThan(1_010);
});

it('stands still while anybody holds it', async () => {
  const clock = clockWith();
  let fired = false;
  clock.setTimeout(() => (fired = true), 1);
  const [releaseOne, releaseOther] = [clock.hold(), clock.hold()];
  releaseOne();
  releaseOne();
  for (let turn = 0; turn < 100; turn += 1) await nextTurn();
  expect({ fired, now: clock.now() }).toEqual({ fired: false, now: 0 });
  releaseOther();
  await clock.sleep(1);
  expect(fired).toBe(true);
});

it('stands still while a busy source is busy', async () => {
  const clock = clockWith();
  let busy = true;
  clock.addBusySource({ name: 'frames', isBusy: () => busy });
  const slept = clock.sleep(5);
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  expect(clock.now()).toBe(0);
  busy = false;
  await slept;
  expect(clock.now()).toBe(5);
});

it('moves only by hand where it must not jump', async () => {
  const clock = clockWith({ autojump: false });
  const fired: number[] = [];
  const interval = clock.setInterval(() => fired.push(clock.now()), 10);
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  expect(fired).toEqual([]);
  await clock.advance(25);
  expect({ fired, now: clock.now() }).toEqual({ fired: [10, 20], now: 25 });
  interval.cancel();
  await clock.advance(100);
  expect({ fired, now: clock.now() }).toEqual({ fired: [10, 20], now: 125 });
});

it('settles without moving time', async () => {
  const clock = clockWith({ autojump: false });
  let caused = false;
  void nextTurn().then(() => (caused = true));
  await clock.settled();
  expect({ caused, now: clock.now() }).toEqual({ caused: true, now: 0 });
});

it('lists the timers that wait, without those that nobody can cancel', () => {
  const clock = clockWith({ autojump: false });
  clock.setInterval(function beat() {}, 20);
  clock.setTimeout(function giveUp() {}, 5);
  clock.setTimeout(() => {}, 1).cancel();
  clock.timeoutSignal(1);
  expect(clock.pending).toEqual([
    { kind: 'timeout', inMs: 5, callback: 'giveUp()' },
    { kind: 'interval', inMs: 20, callback: 'beat()' },
  ]);
});

it('forgets cancelled timers long before they would be due', async () => {
  const clock = clockWith();
  let fired = 0;
  for (let round = 0; round < 10_000; round += 1)
    clock.setTimeout(() => (fired += 1), 1_000 + round).cancel();
  clock.setTimeout(() => (fired += 100), 500);
  await clock.sleep(20_000);
  expect({ fired, pending: clock.pending }).toEqual({ fired: 100, pending: [] });
});

it('aborts a timeout signal with a TimeoutError, and a sleep with the reason of its signal', async () => {
  const clock = clockWith();
  const signal = clock.timeoutSignal(50);
  await expect(clock.sleep(1_000, signal)).rejects.toMatchObject({ name: 'TimeoutError' });
  expect({ now: clock.now(), pending: clock.pending }).toEqual({ now: 50, pending: [] });
});

it('goes on after a timer that throws', async () => {
  const clock = clockWith();
  const fired: string[] = [];
  const uncaught = vi.fn<() => void>();
  const before = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException').once('uncaughtException', uncaught);
  clock.setTimeout(() => {
    throw new Error('a bug');
  }, 1);
  clock.setTimeout(() => fired.push('due together'), 1);
  clock.setTimeout(() => fired.push('later'), 2);
  await clock.sleep(2);
  process.removeAllListeners('uncaughtException');
  for (const listener of before) process.on('uncaughtException', listener);
  expect(uncaught).toHaveBeenCalledOnce();
  expect(fired).toEqual(['due together', 'later']);
});

it('works while vitest fakes the timers of the computer', async () => {
  vi.useFakeTimers();
  try {
    const clock = clockWith();
    await clock.sleep(1_000);
    expect(clock.now()).toBe(1_000);
  } finally {
    vi.useRealTimers();
  }
});

it('names who holds it for too long', async () => {
  const { clock, stall } = clockThatStalls();
  clock.setTimeout(function answer() {}, 7);
  clock.hold('the tool get_weather');
  expect(await stall).toEqual({
    why: 'held',
    names: ['the tool get_weather'],
    pending: [{ kind: 'timeout', inMs: 7, callback: 'answer()' }],
    message: 'Virtual time stands still at 0 ms: it is held by the tool get_weather.',
  });
});

it('says where a holder without a name stands', async () => {
  const { clock, stall } = clockThatStalls();
  clock.setTimeout(() => {}, 7);
  clock.hold();
  expect((await stall).names).toEqual([expect.stringContaining('virtual-clock.test.ts')]);
});

it('names the source that stays busy', async () => {
  const { clock, stall } = clockThatStalls();
  clock.addBusySource({ name: '2 frames to the client', isBusy: () => true });
  clock.setTimeout(() => {}, 1);
  expect(await stall).toMatchObject({ why: 'busy', names: ['2 frames to the client'] });
});
