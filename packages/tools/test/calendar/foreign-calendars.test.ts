import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToolBench } from '@duologue/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { calendarPack } from '../../src/calendar/index.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'duologue-foreign-'));
  file = join(folder, 'book.ics');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Monday morning. */
const now = Date.parse('2026-03-23T08:00:00+01:00');

const ics = (...events: string[]) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Test//EN',
    ...events.flatMap((event) => ['BEGIN:VEVENT', ...event.trim().split(/\s*\n\s*/), 'END:VEVENT']),
    'END:VCALENDAR',
    '',
  ].join('\r\n');

function open(...events: string[]) {
  writeFileSync(file, ics(...events));
  return ToolBench.open(calendarPack({ file, homeTimeZone: 'Europe/Berlin' }), { epochMs: now });
}

async function ask(bench: ToolBench, tool: string, parameters: object = {}) {
  return (await bench.call(tool, parameters)).result;
}

const list = async (bench: ToolBench) =>
  (await ask(bench, 'list_appointments', { to: '2026-04-30' }))
    .replaceAll(/, 2026|, from| to [\d: APM]+/g, '')
    .split('\n')
    .slice(1);
const withoutIds = (lines: readonly string[]) => lines.map((line) => line.replace(/ ?\[id [^\]]*\]/, ''));
const idIn = (text = '') => /\[id ([^\]]*)\]/.exec(text)?.[1] ?? 'no id';

const daily = (count: number, more = '') => `UID:s
  DTSTART;TZID=Europe/Berlin:20260323T090000
  DTEND;TZID=Europe/Berlin:20260323T100000
  RRULE:FREQ=DAILY;COUNT=${count}
  SUMMARY:Stand-up
  ${more}`;

it('leaves out occurrences that are excluded in another zone, or by date', async () => {
  await using bench = await open(
    daily(
      6,
      'EXDATE:20260324T080000Z\nEXDATE;TZID=America/New_York:20260325T040000\nEXDATE;VALUE=DATE:20260326',
    ),
  );

  expect(withoutIds(await list(bench))).toEqual([
    '- Stand-up on Monday, March 23 9:00 AM',
    '- Stand-up on Friday, March 27 9:00 AM',
    '- Stand-up on Saturday, March 28 9:00 AM',
  ]);
});

it('knows which occurrence was moved where the change names it in another zone, and changes it again', async () => {
  await using bench = await open(
    daily(3),
    `UID:s
    RECURRENCE-ID:20260324T080000Z
    DTSTART;TZID=Europe/Berlin:20260324T150000
    DTEND;TZID=Europe/Berlin:20260324T160000
    SUMMARY:Moved`,
  );
  const lines = await list(bench);

  expect(withoutIds(lines)).toEqual([
    '- Stand-up on Monday, March 23 9:00 AM',
    '- Moved on Tuesday, March 24 3:00 PM',
    '- Stand-up on Wednesday, March 25 9:00 AM',
  ]);
  expect(idIn(lines[1])).toBe('s#20260324T090000');
  await ask(bench, 'change_appointment', { id: idIn(lines[1]), start: '2026-03-24T17:00' });
  expect(withoutIds(await list(bench))[1]).toBe('- Moved on Tuesday, March 24 5:00 PM');
  await ask(bench, 'cancel_appointment', { id: idIn(lines[1]) });
  expect(await list(bench)).toHaveLength(2);
});

it('moves all later occurrences with a change that is for them too', async () => {
  await using bench = await open(
    daily(5),
    `UID:s
    RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260325T090000
    DTSTART;TZID=Europe/Berlin:20260325T140000
    DTEND;TZID=Europe/Berlin:20260325T143000
    SUMMARY:Later`,
  );
  const lines = await list(bench);

  expect(withoutIds(lines)).toEqual([
    '- Stand-up on Monday, March 23 9:00 AM',
    '- Stand-up on Tuesday, March 24 9:00 AM',
    '- Later on Wednesday, March 25 2:00 PM',
    '- Later on Thursday, March 26 2:00 PM',
    '- Later on Friday, March 27 2:00 PM',
  ]);
  expect(await ask(bench, 'change_appointment', { id: idIn(lines[3]), title: 'Only this' })).toContain(
    'Changed: Only this on Thursday, March 26, 2026, from 2:00 PM to 2:30 PM',
  );
  expect(await ask(bench, 'cancel_appointment', { id: idIn(lines[2]) })).toContain('cannot be changed alone');
  await ask(bench, 'cancel_appointment', { id: idIn(lines[4]) });
  expect(withoutIds(await list(bench)).slice(2)).toEqual([
    '- Later on Wednesday, March 25 2:00 PM',
    '- Only this on Thursday, March 26 2:00 PM',
  ]);
});

it('takes an invitation to single occurrences of a series for appointments', async () => {
  await using bench = await open(
    ...['24', '26'].map(
      (day) => `UID:theirs
      RECURRENCE-ID;TZID=Europe/Berlin:202603${day}T100000
      DTSTART;TZID=Europe/Berlin:202603${day}T100000
      DTEND;TZID=Europe/Berlin:202603${day}T110000
      SUMMARY:Invited`,
    ),
  );
  const lines = await list(bench);

  expect(withoutIds(lines)).toEqual([
    '- Invited on Tuesday, March 24 10:00 AM',
    '- Invited on Thursday, March 26 10:00 AM',
  ]);
  expect(
    await ask(bench, 'create_appointment', { title: 'X', start: '2026-03-24T10:30', duration_minutes: 30 }),
  ).toContain('That time is taken: Invited');
  await ask(bench, 'change_appointment', { id: idIn(lines[0]), start: '2026-03-24T12:00' });
  expect(await ask(bench, 'cancel_appointment', { id: idIn(lines[1]) })).toContain('Cancelled: Invited');
  expect(withoutIds(await list(bench))).toEqual(['- Invited on Tuesday, March 24 12:00 PM']);
});

it('leaves time free for what takes none, and for nothing else', async () => {
  await using bench = await open(
    `UID:a
    DTSTART;VALUE=DATE:20260324
    TRANSP:TRANSPARENT
    SUMMARY:Birthday`,
    `UID:b
    DTSTART;TZID=Europe/Berlin:20260324T090000
    DTEND;TZID=Europe/Berlin:20260324T170000
    TRANSP:TRANSPARENT
    SUMMARY:Reminder`,
    `UID:c
    DTSTART;VALUE=DATE:20260325
    SUMMARY:Holiday`,
  );
  const at = (start: string) => ({ title: 'X', start, duration_minutes: 30 });

  expect(
    await ask(bench, 'find_free_time', { duration_minutes: 30, from: '2026-03-24', to: '2026-03-25' }),
  ).toBe('Free:\n- on Tuesday, March 24, 2026, from 9:00 AM to 5:00 PM');
  expect(await ask(bench, 'create_appointment', at('2026-03-24T10:00'))).toContain('Made: X');
  expect(await ask(bench, 'create_appointment', at('2026-03-25T10:00'))).toBe(
    'That time is taken: Holiday on Wednesday, March 25, 2026, all day. Choose another time, or allow the overlap.',
  );
});

it('looks at every occurrence of a new series for what is there, and not past its end', async () => {
  await using bench = await open(
    `UID:z
    DTSTART;TZID=Europe/Berlin:20260330T090000
    DTEND;TZID=Europe/Berlin:20260330T100000
    SUMMARY:Other`,
  );
  const weekly = { title: 'Weekly', start: '2026-03-23T09:30', duration_minutes: 30 };

  expect(await ask(bench, 'create_appointment', { ...weekly, repeat: { every: 'week', count: 4 } })).toBe(
    'That time is taken: Other on Monday, March 30, 2026, from 9:00 AM to 10:00 AM. Choose another time, or allow the overlap.',
  );
  expect(
    await ask(bench, 'create_appointment', { ...weekly, repeat: { every: 'week', until: '2026-03-22' } }),
  ).toBe('`repeat.until` must not be before `start`.');
  expect(
    await ask(bench, 'create_appointment', { ...weekly, repeat: { every: 'week', until: '2026-03-29' } }),
  ).toContain('Made, repeated: Weekly');
});

it('reads and keeps the others where an event cannot be read, and reports it', async () => {
  await using bench = await open(
    'UID:rr\nDTSTART:20260326T100000Z\nRRULE:FREQ=SOMETIMES\nSUMMARY:Bad rule',
    'UID:g\nDTSTART:garbage\nSUMMARY:Bad start',
    'UID:n\nSUMMARY:No start',
    'UID:ok\nDTSTART:20260326T100000Z\nDURATION:PT1H\nSUMMARY:Fine',
  );

  expect(bench.problems.map(({ error }) => error.message)).toEqual([
    expect.stringMatching(/An event in .*book\.ics cannot be read: invalid frequency "SOMETIMES"/),
    expect.stringMatching(/An event in .*book\.ics cannot be read: invalid date-time value/),
    expect.stringMatching(/An event in .*book\.ics cannot be read: it has no start/),
  ]);
  expect(withoutIds(await list(bench))).toEqual(['- Fine on Thursday, March 26 11:00 AM']);
  await ask(bench, 'create_appointment', { title: 'New', start: '2026-03-24T10:00', duration_minutes: 30 });
  const text = readFileSync(file, 'utf8');
  for (const kept of ['RRULE:FREQ=SOMETIMES', 'DTSTART:garbage', 'SUMMARY:Fine', 'SUMMARY:New'])
    expect(text).toContain(kept);
  expect(text.match(/^BEGIN:VEVENT\r\n|^END:VEVENT\r\n/gm)).toHaveLength(10);
  expect(withoutIds(await list(bench))).toHaveLength(2);
});

it('says what it leaves out, because it repeats too often', async () => {
  await using bench = await open(
    'UID:t\nDTSTART:20260301T000000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY\nSUMMARY:Tick',
  );
  const left = 'Left out, because they cannot be read or repeat too often: Tick.';

  expect(await ask(bench, 'list_appointments', { to: '2026-04-30' })).toBe(
    `There are no appointments from Monday, March 23, 2026 to Thursday, April 30, 2026. ${left}`,
  );
  expect(await ask(bench, 'find_free_time', { duration_minutes: 30, from: '2026-03-24' })).toBe(
    `Free:\n- on Tuesday, March 24, 2026, from 9:00 AM to 5:00 PM\n${left}`,
  );
});
