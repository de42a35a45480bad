import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToolBench, VirtualClock } from '@duologue/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { calendarPack } from '../../src/calendar/index.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'duologue-shared-'));
  file = join(folder, 'book.ics');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const now = Date.parse('2026-03-23T08:00:00+01:00');

const open = (clock: VirtualClock) =>
  ToolBench.open(
    calendarPack({ file, contacts: join(folder, 'people.vcf'), homeTimeZone: 'Europe/Berlin' }),
    { clock },
  );

const two = (number: number) => String(number).padStart(2, '0');

it('keeps every appointment and contact that sessions with one file make at the same time', async () => {
  using clock = new VirtualClock({ epochMs: now });
  await using ada = await open(clock);
  await using bo = await open(clock);
  const hours = Array.from({ length: 3 }, (_, hour) => hour);

  const trials = await Promise.all(
    [ada, bo].flatMap((bench, index) =>
      hours.flatMap((hour) => [
        bench.call('create_appointment', {
          title: `At ${index}-${hour}`,
          start: `2027-03-${10 + index}T${two(hour)}:00`,
          duration_minutes: 30,
        }),
        bench.call('add_contact', { name: `Person ${index}-${hour}` }),
      ]),
    ),
  );

  expect(trials.filter(({ outcome }) => outcome !== 'succeeded')).toEqual([]);
  expect(readFileSync(file, 'utf8').match(/^SUMMARY:/gm)).toHaveLength(6);
  expect(readFileSync(join(folder, 'people.vcf'), 'utf8').match(/^FN:/gm)).toHaveLength(6);
  expect(readdirSync(folder)).toEqual(['book.ics', 'people.vcf']);
});

it('gives a time that two sessions want to one of them', async () => {
  using clock = new VirtualClock({ epochMs: now });
  await using ada = await open(clock);
  await using bo = await open(clock);
  const at = { title: 'Mine', start: '2026-04-01T10:00', duration_minutes: 30 };

  const trials = await Promise.all([ada.call('create_appointment', at), bo.call('create_appointment', at)]);

  expect(trials.map(({ outcome }) => outcome).toSorted()).toEqual(['failed', 'succeeded']);
  expect(trials.find(({ outcome }) => outcome === 'failed')?.result).toContain('That time is taken');
  expect(readFileSync(file, 'utf8').match(/^SUMMARY:/gm)).toHaveLength(1);
});

it('takes over what a process left that was killed while it wrote', async () => {
  using clock = new VirtualClock({ epochMs: now });
  await using bench = await open(clock);
  writeFileSync(`${file}.lock`, 'BEGIN:VCALENDAR\r\nhalf of i');
  const minuteAgo = Date.now() / 1_000 - 60;
  utimesSync(`${file}.lock`, minuteAgo, minuteAgo);

  const trial = await bench.call('create_appointment', {
    title: 'After',
    start: '2026-04-01T10:00',
    duration_minutes: 30,
  });

  expect(trial.result).toContain('Made: After');
  expect(readdirSync(folder)).toEqual(['book.ics']);
});

it('waits on the clock for another process that writes, as long as the call may last', async () => {
  using clock = new VirtualClock({ epochMs: now });
  await using bench = await open(clock);
  writeFileSync(`${file}.lock`, '');

  const trial = await bench.call('create_appointment', {
    title: 'Never',
    start: '2026-04-01T10:00',
    duration_minutes: 30,
  });

  expect(trial.outcome).toBe('timed_out');
  expect(readdirSync(folder)).toEqual(['book.ics.lock']);
});
