import { expect, it } from 'vitest';
import { NotedClock } from '../../src/clock/noted-clock.ts';

it('knows which timers of the computer are still set', async () => {
  const clock = new NotedClock();
  const beat = clock.setInterval(function beat() {}, 5);
  const late = clock.setTimeout(function late() {}, 60_000);
  await clock.sleep(20);
  const waiting = clock.pending.map(({ kind, callback }) => [kind, callback]);
  const [next] = clock.pending;
  beat.cancel();
  late.cancel();
  expect([waiting, (next?.inMs ?? 99) <= 5, clock.pending]).toEqual([
    [
      ['interval', 'beat()'],
      ['timeout', 'late()'],
    ],
    true,
    [],
  ]);
});
