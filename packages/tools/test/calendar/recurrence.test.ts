import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToolBench } from '@duologue/testkit';
import { afterAll, expect, it } from 'vitest';
import { calendarPack } from '../../src/calendar/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'duologue-recurrence-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function list(events: readonly string[], from: string, to: string): Promise<string> {
  const file = join(folder, 'book.ics');
  const lines = events.flatMap((event) => ['BEGIN:VEVENT', ...event.split('\n'), 'END:VEVENT']);
  writeFileSync(file, ['BEGIN:VCALENDAR', ...lines, 'END:VCALENDAR', ''].join('\r\n'));
  await using bench = await ToolBench.open(calendarPack({ file, homeTimeZone: 'America/New_York' }));
  return (await bench.call('list_appointments', { from, to })).result;
}

/** Those of the examples of RFC 5545, section 3.8.5.3, that differ in kind. */
it.each<[rule: string, start: string, expected: string]>([
  ['FREQ=DAILY;COUNT=3', '19970902T090000', 'Sep 2, Sep 3, Sep 4'],
  ['FREQ=DAILY;INTERVAL=10;COUNT=3', '19970902T090000', 'Sep 2, Sep 12, Sep 22'],
  ['FREQ=DAILY;BYMONTH=10;BYMONTHDAY=-1', '19971031T090000', 'Oct 31, Oct 31'],
  ['FREQ=WEEKLY;INTERVAL=2;WKST=SU;UNTIL=19970930', '19970902T090000', 'Sep 2, Sep 16, Sep 30'],
  ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO', '19970805T090000', 'Aug 5, Aug 10, Aug 19, Aug 24'],
  ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU', '19970805T090000', 'Aug 5, Aug 17, Aug 19, Aug 31'],
  ['FREQ=MONTHLY;INTERVAL=2;COUNT=4;BYDAY=1SU,-1SU', '19970907T090000', 'Sep 7, Sep 28, Nov 2, Nov 30'],
  ['FREQ=MONTHLY;BYMONTHDAY=-3;UNTIL=19971231', '19970928T090000', 'Sep 28, Oct 29, Nov 28, Dec 29'],
  ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=2', '19980213T090000', 'Feb 13, Mar 13'],
  ['FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3', '19970904T090000', 'Sep 4, Oct 7, Nov 6'],
  ['FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5', '19970115T090000', 'Jan 15, Jan 30, Feb 15, Mar 15, Mar 30'],
  ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=3', '19970929T090000', 'Sep 29, Oct 30, Nov 27'],
  ['FREQ=YEARLY;COUNT=3;BYMONTH=6,7', '19970610T090000', 'Jun 10, Jul 10, Jun 10'],
  ['FREQ=YEARLY;COUNT=3;BYYEARDAY=1,100,200', '19970101T090000', 'Jan 1, Apr 10, Jul 19'],
  ['FREQ=YEARLY;BYDAY=20MO;COUNT=2', '19970519T090000', 'May 19, May 18'],
  ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=2', '19970512T090000', 'May 12, May 11'],
  ['FREQ=YEARLY;BYDAY=TH;BYMONTH=3;COUNT=3', '19970313T090000', 'Mar 13, Mar 20, Mar 27'],
  ['FREQ=HOURLY;INTERVAL=36;COUNT=3', '19970902T090000', 'Sep 2, Sep 3, Sep 5'],
  ['FREQ=DAILY;BYHOUR=9,10;BYMINUTE=0,30;COUNT=5', '19970902T090000', 'Sep 2, Sep 2, Sep 2, Sep 2, Sep 3'],
  ['FREQ=MINUTELY;INTERVAL=720;BYHOUR=9;COUNT=2', '19970902T090000', 'Sep 2, Sep 3'],
])('reads %s', async (rule, start, expected) => {
  const event = `UID:a\nSUMMARY:A\nDTSTART;TZID=America/New_York:${start}\nRRULE:${rule}`;
  const text = await list([event], '1997-01-01', '1998-12-30');

  const days = [...text.matchAll(/day, (\w{3})\w* (\d+), \d{4}, from/g)].map(
    ([, month, day]) => `${month} ${day}`,
  );
  expect(days.join(', ')).toBe(expected);
});

it.each([
  ['FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30'],
  ['FREQ=SECONDLY'],
  ['FREQ=YEARLY;INTERVAL=999999999;BYMONTH=2;BYMONTHDAY=30'],
])('is not held up by a zone whose clocks change by %s', async (rule) => {
  const file = join(folder, 'zone.ics');
  const zone = `BEGIN:VTIMEZONE\nTZID:Mine\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0100\nRRULE:${rule}\nEND:STANDARD\nEND:VTIMEZONE`;
  const event =
    'BEGIN:VEVENT\nUID:a\nSUMMARY:A\nDTSTART;TZID=Mine:20260324T090000\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE:20260301T000000Z\nEND:VEVENT';
  writeFileSync(file, `BEGIN:VCALENDAR\n${zone}\n${event}\nEND:VCALENDAR\n`);
  await using bench = await ToolBench.open(calendarPack({ file, homeTimeZone: 'Europe/Berlin' }));

  const { result } = await bench.call('list_appointments', { from: '2026-03-23', to: '2026-03-30' });

  expect(result).toContain('2 appointments');
});

const all = (length: number) => Array.from({ length }, (_, index) => index).join(',');

it.each([
  ...['DAILY', 'HOURLY', 'MINUTELY', 'SECONDLY', 'MONTHLY', 'YEARLY'].map((frequency) => [
    `FREQ=${frequency};BYMONTH=2;BYMONTHDAY=30`,
  ]),
  ['FREQ=WEEKLY;BYMONTH=2;BYDAY=MO;BYSETPOS=5'],
  ['FREQ=HOURLY;INTERVAL=24;BYHOUR=3'],
  ['FREQ=SECONDLY;INTERVAL=60;BYSECOND=7'],
  ['FREQ=MONTHLY;INTERVAL=48;BYDAY=5MO;BYMONTH=2'],
  ['FREQ=DAILY;INTERVAL=2000000000'],
  ['FREQ=YEARLY;INTERVAL=2000000000'],
  ['FREQ=SECONDLY;COUNT=999999999'],
  ['FREQ=SECONDLY;BYMONTH=1,2,3,4;COUNT=999999999'],
  [`FREQ=DAILY;COUNT=999999999;BYHOUR=${all(24)};BYMINUTE=${all(60)};BYSECOND=${all(60)}`],
  [`FREQ=YEARLY;BYSETPOS=-1;BYHOUR=${all(24)};BYMINUTE=${all(60)};BYSECOND=${all(60)}`],
])('is not held up by many times %s, and finds what comes behind it', async (rule) => {
  const events = Array.from(
    { length: 30 },
    (_, index) => `UID:${index}\nSUMMARY:Bomb\nDTSTART:19700101T000000Z\nDURATION:PT1S\nRRULE:${rule}`,
  );
  const useful = 'UID:u\nSUMMARY:Useful\nDTSTART:20200101T150000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY';
  const startedAtMs = performance.now();

  const text = await list([...events, useful], '2026-03-23T12:00', '2026-03-24T12:00');

  expect(text).toContain('Useful on Tuesday, March 24, 2026, from 11:00 AM to 12:00 PM');
  expect(performance.now() - startedAtMs).toBeLessThan(3_000);
});
