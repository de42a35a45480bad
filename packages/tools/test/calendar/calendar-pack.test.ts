import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToolBench } from '@duologue/testkit';
import ICAL from 'ical.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { calendarPack, type CalendarPackOptions } from '../../src/calendar/index.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'duologue-calendar-'));
  file = join(folder, 'book.ics');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Monday morning, six days before clocks in Berlin go forward. */
const now = Date.parse('2026-03-23T08:00:00+01:00');

const open = (options: Partial<CalendarPackOptions> = {}) =>
  ToolBench.open(calendarPack({ file, homeTimeZone: 'Europe/Berlin', ...options }), { epochMs: now });

async function ask(bench: ToolBench, tool: string, parameters: object = {}) {
  return (await bench.call(tool, parameters)).result;
}

const withoutIds = (text: string) => text.replaceAll(/ \[id [^\]]*\]/g, '');
const idIn = (text: string) => /\[id ([^\]]*)\]/.exec(text)?.[1] ?? 'no id';

const ics = (...events: string[]) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Test//EN',
    ...events.map((event) => event.trim()),
    'END:VCALENDAR',
    '',
  ]
    .join('\n')
    .replaceAll(/\n\s*/g, '\r\n');

it('makes, lists, changes and cancels an appointment, from one conversation to the next', async () => {
  {
    await using bench = await open();
    expect(await ask(bench, 'list_appointments')).toBe(
      'There are no appointments from Monday, March 23, 2026 to Monday, March 30, 2026.',
    );
    expect(
      withoutIds(
        await ask(bench, 'create_appointment', {
          title: 'Check-up',
          start: '2026-03-24T15:00',
          duration_minutes: 45,
          contact: 'Dr. Smith',
          location: 'Main Street 1',
        }),
      ),
    ).toBe(
      'Made: Check-up on Tuesday, March 24, 2026, from 3:00 PM to 3:45 PM, at Main Street 1, with Dr. Smith.',
    );
  }
  await using bench = await open();
  const listed = await ask(bench, 'list_appointments', { search: 'smith' });
  const id = idIn(listed);

  expect(withoutIds(listed)).toBe(
    '1 appointment from Monday, March 23, 2026 to Monday, March 30, 2026:\n- Check-up on Tuesday, March 24, 2026, from 3:00 PM to 3:45 PM, at Main Street 1, with Dr. Smith',
  );
  expect(withoutIds(await ask(bench, 'change_appointment', { id, start: '2026-03-25T09:00' }))).toBe(
    'Changed: Check-up on Wednesday, March 25, 2026, from 9:00 AM to 9:45 AM, at Main Street 1, with Dr. Smith.',
  );
  expect(
    withoutIds(
      await ask(bench, 'change_appointment', { id, title: 'Dentist', duration_minutes: 30, contact: '' }),
    ),
  ).toBe('Changed: Dentist on Wednesday, March 25, 2026, from 9:00 AM to 9:30 AM, at Main Street 1.');
  expect(await ask(bench, 'cancel_appointment', { id })).toBe(
    'Cancelled: Dentist on Wednesday, March 25, 2026, from 9:00 AM to 9:30 AM, at Main Street 1.',
  );
  expect(await ask(bench, 'list_appointments')).toContain('There are no appointments');
});

it('writes what other calendars read: local time with its zone and the definition of the zone', async () => {
  await using bench = await open();
  await ask(bench, 'create_appointment', {
    title: 'Team; lunch, with "quotes" \u{1F355}',
    start: '2026-03-24T12:00',
    duration_minutes: 60,
    notes: 'x'.repeat(200),
    repeat: { every: 'week', until: '2026-05-01' },
  });

  const text = readFileSync(file, 'utf8');
  const event = new ICAL.Component(ICAL.parse(text) as unknown[]).getFirstSubcomponent('vevent');

  // ical.js does not count the space that begins a continued line
  expect(text.split('\r\n').every((line) => Buffer.byteLength(line.replace(/^ /, '')) <= 75)).toBe(true);
  expect(text).toContain('DTSTART;TZID=Europe/Berlin:20260324T120000\r\n');
  expect(text).toContain('DTEND;TZID=Europe/Berlin:20260324T130000\r\n');
  expect(text).toContain('RRULE:FREQ=WEEKLY;UNTIL=20260501T215959Z\r\n');
  expect(text).toContain('DTSTAMP:20260323T070000Z\r\n');
  expect(text.match(/BEGIN:VTIMEZONE\r\nTZID:Europe\/Berlin/g)).toHaveLength(1);
  expect(event?.getFirstPropertyValue('summary')).toBe('Team; lunch, with "quotes" \u{1F355}');
  expect(event?.getFirstPropertyValue('uid')).toMatch(/^[a-z0-9]{8}$/);
});

it('refuses a time that is taken, unless overlapping is allowed', async () => {
  await using bench = await open();
  await ask(bench, 'create_appointment', { title: 'First', start: '2026-03-24T15:00', duration_minutes: 60 });
  const second = { title: 'Second', start: '2026-03-24T15:30', duration_minutes: 60 };

  expect(await ask(bench, 'create_appointment', second)).toBe(
    'That time is taken: First on Tuesday, March 24, 2026, from 3:00 PM to 4:00 PM. Choose another time, or allow the overlap.',
  );
  expect(await ask(bench, 'create_appointment', { ...second, start: '2026-03-24T16:00' })).toContain(
    'Made: Second',
  );
  expect(await ask(bench, 'create_appointment', { ...second, allow_overlap: true })).toContain(
    'Made: Second',
  );
});

it('makes each of several appointments that are asked for at once, and only one for one time', async () => {
  await using bench = await open();
  const at = (start: string) =>
    bench.call('create_appointment', { title: start, start, duration_minutes: 30 });

  const trials = await Promise.all([
    at('2026-03-24T09:00'),
    at('2026-03-24T09:15'),
    at('2026-03-24T10:00'),
    at('2026-03-24T11:00'),
  ]);

  expect(trials.map(({ outcome }) => outcome)).toEqual(['succeeded', 'failed', 'succeeded', 'succeeded']);
  expect(await ask(bench, 'list_appointments')).toContain('3 appointments');
});

describe('repeated appointments', () => {
  it('stay at the same local time when clocks change', async () => {
    await using bench = await open();
    await ask(bench, 'create_appointment', {
      title: 'Yoga',
      start: '2026-03-27T09:00',
      duration_minutes: 60,
      repeat: { every: 'week', count: 3 },
    });

    expect(
      withoutIds(await ask(bench, 'list_appointments', { to: '2026-12-31' }))
        .split('\n')
        .slice(1),
    ).toEqual([
      '- Yoga on Friday, March 27, 2026, from 9:00 AM to 10:00 AM',
      '- Yoga on Friday, April 3, 2026, from 9:00 AM to 10:00 AM',
      '- Yoga on Friday, April 10, 2026, from 9:00 AM to 10:00 AM',
    ]);
  });

  it('can be changed and cancelled one by one, or as a whole', async () => {
    await using bench = await open();
    await ask(bench, 'create_appointment', {
      title: 'Yoga',
      start: '2026-03-27T09:00',
      duration_minutes: 60,
      repeat: { every: 'day', interval: 2, count: 4 },
    });
    const list = async () =>
      (await ask(bench, 'list_appointments', { to: '2026-04-30' })).split('\n').slice(1);
    const [, second = '', third = ''] = (await list()).map(idIn);

    expect(
      withoutIds(await ask(bench, 'change_appointment', { id: second, start: '2026-04-10T18:00' })),
    ).toBe('Changed: Yoga on Friday, April 10, 2026, from 6:00 PM to 7:00 PM.');
    expect(withoutIds(await ask(bench, 'change_appointment', { id: second, title: 'Late yoga' }))).toBe(
      'Changed: Late yoga on Friday, April 10, 2026, from 6:00 PM to 7:00 PM.',
    );
    expect(await ask(bench, 'cancel_appointment', { id: third })).toBe(
      'Cancelled, only this one: Yoga on Tuesday, March 31, 2026, from 9:00 AM to 10:00 AM.',
    );
    expect((await list()).map(withoutIds)).toEqual([
      '- Yoga on Friday, March 27, 2026, from 9:00 AM to 10:00 AM',
      '- Yoga on Thursday, April 2, 2026, from 9:00 AM to 10:00 AM',
      '- Late yoga on Friday, April 10, 2026, from 6:00 PM to 7:00 PM',
    ]);
    expect(await ask(bench, 'cancel_appointment', { id: second })).toContain(
      'Cancelled, only this one: Late yoga',
    );
    expect(
      await ask(bench, 'cancel_appointment', { id: (await list()).map(idIn)[0], whole_series: true }),
    ).toContain('Cancelled, the whole series: Yoga');
    expect(await list()).toEqual([]);
  });

  it('cannot have both an end and a number', async () => {
    await using bench = await open();
    const repeat = { every: 'day', count: 3, until: '2026-04-01' };

    expect(
      await ask(bench, 'create_appointment', {
        title: 'A',
        start: '2026-03-27T09:00',
        duration_minutes: 60,
        repeat,
      }),
    ).toBe('Give `repeat.count` or `repeat.until`, not both.');
  });
});

describe('reads the calendars of others', () => {
  const list = async (...events: string[]) => {
    writeFileSync(file, ics(...events));
    await using bench = await open();
    return withoutIds(await ask(bench, 'list_appointments', { to: '2026-04-30' }))
      .split('\n')
      .slice(1);
  };

  it.each<[string, string, string[]]>([
    [
      'times in UTC',
      `BEGIN:VEVENT
      UID:1
      SUMMARY:Call
      DTSTART:20260324T140000Z
      DURATION:PT30M
      END:VEVENT`,
      ['- Call on Tuesday, March 24, 2026, from 3:00 PM to 3:30 PM'],
    ],
    [
      'times without a zone',
      `BEGIN:VEVENT
      UID:1
      SUMMARY:Call
      DTSTART:20260324T140000
      DTEND:20260324T150000
      END:VEVENT`,
      ['- Call on Tuesday, March 24, 2026, from 2:00 PM to 3:00 PM'],
    ],
    [
      'times of other places, without a definition of their zone',
      `BEGIN:VEVENT
      UID:1
      SUMMARY:Call
      DTSTART;TZID=America/New_York:20260324T090000
      DTEND;TZID=America/New_York:20260324T100000
      END:VEVENT`,
      ['- Call on Tuesday, March 24, 2026, from 2:00 PM to 3:00 PM'],
    ],
    [
      'zones with names of their own',
      `BEGIN:VTIMEZONE
      TZID:Customized Time Zone 1
      BEGIN:STANDARD
      DTSTART:16010101T000000
      TZOFFSETFROM:+0400
      TZOFFSETTO:+0400
      END:STANDARD
      END:VTIMEZONE
      BEGIN:VEVENT
      UID:1
      SUMMARY:Call
      DTSTART;TZID=Customized Time Zone 1:20260324T180000
      DTEND;TZID=Customized Time Zone 1:20260324T190000
      END:VEVENT`,
      ['- Call on Tuesday, March 24, 2026, from 3:00 PM to 4:00 PM'],
    ],
    [
      'whole days',
      `BEGIN:VEVENT
      UID:1
      SUMMARY:Holiday
      DTSTART;VALUE=DATE:20260327
      DTEND;VALUE=DATE:20260331
      END:VEVENT
      BEGIN:VEVENT
      UID:2
      SUMMARY:Birthday
      DTSTART;VALUE=DATE:20200326
      RRULE:FREQ=YEARLY
      END:VEVENT`,
      [
        '- Birthday on Thursday, March 26, 2026, all day',
        '- Holiday from Friday, March 27, 2026 to Monday, March 30, 2026, all day',
      ],
    ],
    [
      'rules, additions, exclusions and changes',
      `BEGIN:VEVENT
      UID:1
      SUMMARY:Class
      DTSTART;TZID=Europe/Berlin:20260302T100000
      DTEND;TZID=Europe/Berlin:20260302T110000
      RRULE:FREQ=MONTHLY;BYDAY=-1MO
      RDATE;TZID=Europe/Berlin:20260325T100000
      EXDATE;TZID=Europe/Berlin:20260330T100000
      END:VEVENT
      BEGIN:VEVENT
      UID:1
      RECURRENCE-ID;TZID=Europe/Berlin:20260427T100000
      SUMMARY:Class, moved
      DTSTART;TZID=Europe/Berlin:20260428T120000
      DTEND;TZID=Europe/Berlin:20260428T130000
      END:VEVENT`,
      [
        '- Class on Wednesday, March 25, 2026, from 10:00 AM to 11:00 AM',
        '- Class, moved on Tuesday, April 28, 2026, from 12:00 PM to 1:00 PM',
      ],
    ],
    [
      'an occurrence that was moved here from far away',
      `BEGIN:VEVENT
      UID:1
      SUMMARY:Party
      DTSTART:20250101T190000Z
      RRULE:FREQ=YEARLY
      END:VEVENT
      BEGIN:VEVENT
      UID:1
      RECURRENCE-ID:20270101T190000Z
      SUMMARY:Party, early
      DTSTART:20260326T190000Z
      END:VEVENT`,
      ['- Party, early on Thursday, March 26, 2026, from 8:00 PM to 8:00 PM'],
    ],
    [
      'what was cancelled',
      `BEGIN:VEVENT
      UID:1
      SUMMARY:Gone
      STATUS:CANCELLED
      DTSTART:20260324T140000Z
      END:VEVENT
      BEGIN:VEVENT
      UID:2
      SUMMARY:Kept
      DTSTART:20260324T140000Z
      DTEND:20260324T150000Z
      RRULE:FREQ=DAILY;COUNT=2
      END:VEVENT
      BEGIN:VEVENT
      UID:2
      RECURRENCE-ID:20260325T140000Z
      STATUS:CANCELLED
      DTSTART:20260325T140000Z
      DTEND:20260325T150000Z
      END:VEVENT`,
      ['- Kept on Tuesday, March 24, 2026, from 3:00 PM to 4:00 PM'],
    ],
    [
      'series that began long ago',
      `BEGIN:VEVENT
      UID:1
      SUMMARY:Daily
      DTSTART;TZID=Europe/Berlin:19800101T093000
      DTEND;TZID=Europe/Berlin:19800101T094500
      RRULE:FREQ=DAILY;INTERVAL=20
      END:VEVENT
      BEGIN:VEVENT
      UID:2
      SUMMARY:Fortnightly
      DTSTART;TZID=Europe/Berlin:19800102T110000
      DTEND;TZID=Europe/Berlin:19800102T120000
      RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE,FR
      EXDATE;TZID=Europe/Berlin:20260410T110000
      END:VEVENT
      BEGIN:VEVENT
      UID:3
      SUMMARY:Counted
      DTSTART;TZID=Europe/Berlin:20200101T080000
      DTEND;TZID=Europe/Berlin:20200101T083000
      RRULE:FREQ=DAILY;COUNT=2275
      END:VEVENT`,
      [
        '- Counted on Monday, March 23, 2026, from 8:00 AM to 8:30 AM',
        '- Counted on Tuesday, March 24, 2026, from 8:00 AM to 8:30 AM',
        '- Fortnightly on Wednesday, March 25, 2026, from 11:00 AM to 12:00 PM',
        '- Fortnightly on Friday, March 27, 2026, from 11:00 AM to 12:00 PM',
        '- Fortnightly on Wednesday, April 8, 2026, from 11:00 AM to 12:00 PM',
        '- Daily on Thursday, April 9, 2026, from 9:30 AM to 9:45 AM',
        '- Fortnightly on Wednesday, April 22, 2026, from 11:00 AM to 12:00 PM',
        '- Fortnightly on Friday, April 24, 2026, from 11:00 AM to 12:00 PM',
        '- Daily on Wednesday, April 29, 2026, from 9:30 AM to 9:45 AM',
      ],
    ],
  ])('%s', async (_, events, expected) => {
    expect(await list(events)).toEqual(expected);
  });

  it('and is not held up by a rule for every second', async () => {
    const startedAtMs = performance.now();

    expect(
      await list(
        'BEGIN:VEVENT\nUID:1\nSUMMARY:Tick\nDTSTART:19700101T000000Z\nRRULE:FREQ=SECONDLY\nEND:VEVENT',
      ),
    ).toEqual([]);
    expect(performance.now() - startedAtMs).toBeLessThan(3_000);
  });

  it('and keeps what it does not know', async () => {
    writeFileSync(
      file,
      ics(`X-WR-CALNAME:Practice
        BEGIN:VEVENT
        UID:a@example.com
        SUMMARY:Call
        X-COLOUR:green
        DTSTART;TZID=Europe/Berlin:20260324T140000
        DTEND;TZID=Europe/Berlin:20260324T150000
        BEGIN:VALARM
        ACTION:DISPLAY
        TRIGGER:-PT15M
        END:VALARM
        END:VEVENT
        BEGIN:VTODO
        UID:todo
        SUMMARY:Buy milk
        END:VTODO`),
    );
    await using bench = await open();

    expect(
      await ask(bench, 'change_appointment', { id: 'a@example.com', start: '2026-03-24T16:00' }),
    ).toContain('Changed: Call');

    const text = readFileSync(file, 'utf8');
    for (const kept of ['X-WR-CALNAME:Practice', 'X-COLOUR:green', 'TRIGGER:-PT15M', 'BEGIN:VTODO'])
      expect(text).toContain(kept);
    expect(text).toContain('DTSTART;TZID=Europe/Berlin:20260324T160000');
  });

  it('and sees what another program writes meanwhile', async () => {
    await using bench = await open();
    await ask(bench, 'create_appointment', {
      title: 'Mine',
      start: '2026-03-24T15:00',
      duration_minutes: 60,
    });
    writeFileSync(
      file,
      ics(
        'BEGIN:VEVENT\nUID:x\nSUMMARY:Theirs\nDTSTART:20260325T140000Z\nDTEND:20260325T150000Z\nEND:VEVENT',
      ),
    );
    await ask(bench, 'create_appointment', {
      title: 'Mine too',
      start: '2026-03-26T15:00',
      duration_minutes: 60,
    });

    expect(await ask(bench, 'list_appointments')).toMatch(/^2 appointments.*\n- Theirs .*\n- Mine too /);
  });
});

describe('find_free_time', () => {
  it('finds what is left of office hours', async () => {
    await using bench = await open();
    for (const [start, duration_minutes] of [
      ['2026-03-24T09:00', 60],
      ['2026-03-24T12:00', 240],
      ['2026-03-24T16:30', 60],
    ] as const) {
      await ask(bench, 'create_appointment', { title: 'Busy', start, duration_minutes });
    }

    expect(await ask(bench, 'find_free_time', { duration_minutes: 30, from: '2026-03-24' })).toBe(
      'Free:\n- on Tuesday, March 24, 2026, from 10:00 AM to 12:00 PM\n- on Tuesday, March 24, 2026, from 4:00 PM to 4:30 PM',
    );
    expect(await ask(bench, 'find_free_time', { duration_minutes: 60, from: '2026-03-24' })).toBe(
      'Free:\n- on Tuesday, March 24, 2026, from 10:00 AM to 12:00 PM',
    );
    expect(await ask(bench, 'find_free_time', { duration_minutes: 180, from: '2026-03-24' })).toBe(
      'There is no free time of 180 minutes then.',
    );
  });

  it('begins now, leaves closed days out, and keeps to the clocks of each day', async () => {
    await using bench = await open({ officeHours: { from: '07:00', to: '08:30', days: [1, 7] } });

    expect(await ask(bench, 'find_free_time', { duration_minutes: 15 })).toBe(
      [
        'Free:',
        '- on Monday, March 23, 2026, from 8:00 AM to 8:30 AM',
        '- on Sunday, March 29, 2026, from 7:00 AM to 8:30 AM',
        '- on Monday, March 30, 2026, from 7:00 AM to 8:30 AM',
      ].join('\n'),
    );
  });

  it('says what is wrong with the days', async () => {
    await using bench = await open();

    expect(
      await ask(bench, 'find_free_time', { duration_minutes: 15, from: '2026-04-02', to: '2026-04-01' }),
    ).toContain('must not be before');
    expect(
      await ask(bench, 'find_free_time', { duration_minutes: 15, from: '2026-04-01', to: '2026-12-01' }),
    ).toBe('Ask for at most 31 days at once.');
  });
});

it('says what is wrong with an id or a time', async () => {
  await using bench = await open();

  expect(await ask(bench, 'cancel_appointment', { id: 'nothing' })).toBe(
    'There is no appointment with the id "nothing". List the appointments first.',
  );
  expect(
    await ask(bench, 'create_appointment', { title: 'A', start: '2026-03-24', duration_minutes: 30 }),
  ).toBe('`start` must have a time, such as 2026-03-30T15:00.');
  expect(
    await ask(bench, 'create_appointment', { title: 'A', start: '2026-03-29T02:30', duration_minutes: 30 }),
  ).toContain('clocks in Berlin go forward on that day and never show 2:30 AM; it was taken as 3:30 AM.');
});

it('changes nothing where it is told so, and in a file that it cannot read', async () => {
  await using bench = await open({ readOnly: true });
  expect(
    await bench.call('create_appointment', { title: 'A', start: '2026-03-24T15:00', duration_minutes: 30 }),
  ).toMatchObject({
    outcome: 'unknown_tool',
  });

  writeFileSync(file, 'this is no calendar');
  await expect(open()).rejects.toMatchObject({ code: 'BEFORE_CONNECT_FAILED' });
  expect(readFileSync(file, 'utf8')).toBe('this is no calendar');
});

it('does not begin a conversation whose home nobody knows', async () => {
  await expect(open({ homeTimeZone: 'Europe/Berln' })).rejects.toMatchObject({
    code: 'BEFORE_CONNECT_FAILED',
    message: expect.stringContaining('is called "Europe/Berln". Did you mean Europe/Berlin') as string,
    cause: { code: 'INVALID_OPTIONS' },
  });
  // @ts-expect-error -- a variable of the environment that is not set
  expect(() => calendarPack({ file, homeTimeZone: undefined })).toThrow(/homeTimeZone is undefined/);
});
