import { ToolBench } from '@duologue/testkit';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { dateTimePack, type DateTimePackOptions } from '../../src/date-time/index.ts';

/** 15:00 in Berlin, on the day on which its clocks went forward. */
const now = '2026-03-29T13:00:00Z';

async function ask(
  tool: string,
  parameters: object,
  { at = now, ...options }: DateTimePackOptions & { at?: string } = {},
) {
  await using bench = await ToolBench.open(dateTimePack(options), { epochMs: Date.parse(at) });
  const { outcome, result } = await bench.call(tool, parameters);
  return outcome === 'succeeded' ? result : `${outcome}: ${result}`;
}

describe('get_current_time', () => {
  it.each([
    ['America/New_York', '9:00 AM on Sunday, March 29, 2026 in New York (EDT), 2026-03-29T09:00:00-04:00'],
    ['america/new york', '9:00 AM on Sunday, March 29, 2026 in New York (EDT), 2026-03-29T09:00:00-04:00'],
    ['Asia/Kolkata', '6:30 PM on Sunday, March 29, 2026 in Kolkata (IST), 2026-03-29T18:30:00+05:30'],
    ['Asia/Calcutta', '6:30 PM on Sunday, March 29, 2026 in Calcutta (IST), 2026-03-29T18:30:00+05:30'],
    ['Asia/Kathmandu', '6:45 PM on Sunday, March 29, 2026 in Kathmandu (NPT), 2026-03-29T18:45:00+05:45'],
    ['Pacific/Chatham', '2:45 AM on Monday, March 30, 2026 in Chatham (CHADT), 2026-03-30T02:45:00+13:45'],
    [
      'Pacific/Kiritimati',
      '3:00 AM on Monday, March 30, 2026 in Kiritimati (LINT), 2026-03-30T03:00:00+14:00',
    ],
    ['UTC', '1:00 PM on Sunday, March 29, 2026 in UTC, 2026-03-29T13:00:00+00:00'],
    [
      'UTC+5:30',
      '6:30 PM on Sunday, March 29, 2026 in the zone UTC+05:30 (UTC+5:30), 2026-03-29T18:30:00+05:30',
    ],
    ['Eastern Time', '9:00 AM on Sunday, March 29, 2026 in New York (EDT), 2026-03-29T09:00:00-04:00'],
    ['EST', '9:00 AM on Sunday, March 29, 2026 in New York (EDT), 2026-03-29T09:00:00-04:00'],
  ])('knows the zone %s', async (time_zone, expected) => {
    expect(await ask('get_current_time', { time_zone })).toBe(`It is ${expected}.`);
  });

  it.each([
    ['New York', 'in New York (EDT)'],
    ['munich', 'in Munich (CEST)'],
    ['Köln', 'in Köln (CEST)'],
    ['São Paulo', 'in Sao Paulo (BRT)'],
    ['Boston, MA', 'in Boston, MA (EDT)'],
    ['Portland, Maine', 'in Portland, Maine (EDT)'],
    ['Portland', 'in Portland, Oregon (PDT)'],
    ['London', 'in London, United Kingdom (BST)'],
    ['Washington', 'in Washington, D.C. (EDT)'],
    ['Lord Howe', 'in Lord Howe (LHDT)'],
    ['Germany', 'in Germany (CEST)'],
    ['California', 'in California (PDT)'],
    ['Sylt, Germany', 'in Sylt, Germany (CEST)'],
  ])('knows the place %s', async (time_zone, expected) => {
    expect(await ask('get_current_time', { time_zone })).toContain(expected);
  });

  it.each([
    ['Brelin', 'No time zone or city is called "Brelin". Did you mean Berlin (Europe/Berlin)'],
    ['Europe/Berln', 'No time zone or city is called "Europe/Berln". Did you mean Europe/Berlin'],
    [
      'xyzzyplugh',
      'No time zone or city is called "xyzzyplugh". Give an IANA time zone such as Europe/Berlin.',
    ],
    ['IST', '"IST" is in more than one time zone. Say which: Asia/Kolkata; Asia/Jerusalem; Europe/Dublin.'],
    ['Springfield', '"Springfield" is in more than one time zone. Say which: '],
    ['USA', '"USA" is in more than one time zone. Say which: '],
    [
      'Paris, Texas',
      '"Paris, Texas" is in more than one time zone. Say which: America/Chicago; America/Denver.',
    ],
  ])('says how to name the place that "%s" may be', async (time_zone, expected) => {
    expect(await ask('get_current_time', { time_zone })).toContain(`failed: ${expected}`);
  });

  it('takes the home of the users where the agent names no zone', async () => {
    expect(await ask('get_current_time', {}, { homeTimeZone: 'Berlin' })).toBe(
      'It is 3:00 PM on Sunday, March 29, 2026 in Berlin (CEST), 2026-03-29T15:00:00+02:00.',
    );
    expect(await ask('get_current_time', {})).toBe('invalid_parameters: `time_zone` is missing.');
  });

  it.each([
    ['Berln', 'No time zone or city is called "Berln". Did you mean Berlin (Europe/Berlin)'],
    ['Springfield', '"Springfield" is in more than one time zone. Say which: '],
  ])('does not begin a conversation whose home is "%s"', async (homeTimeZone, expected) => {
    await expect(ask('get_current_time', {}, { homeTimeZone })).rejects.toMatchObject({
      code: 'BEFORE_CONNECT_FAILED',
      message: expect.stringContaining(`dateTimePack: homeTimeZone cannot be used. ${expected}`) as string,
      cause: { code: 'INVALID_OPTIONS' },
    });
  });

  it('refuses a home that is no name', () => {
    expect(() => dateTimePack({ homeTimeZone: ' ' })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS' }) as Error,
    );
  });
});

describe('convert_time', () => {
  it('answers in a sentence with the exact times', async () => {
    expect(
      await ask('convert_time', {
        date_time: '2026-03-29T15:00',
        from: 'Europe/Berlin',
        to: 'America/New_York',
      }),
    ).toBe(
      '3:00 PM on Sunday, March 29, 2026 in Berlin (CEST), 2026-03-29T15:00:00+02:00, is ' +
        '9:00 AM on Sunday, March 29, 2026 in New York (EDT), 2026-03-29T09:00:00-04:00. New York is 6 hours behind.',
    );
  });

  it.each([
    ['15:00', 'Berlin', 'Mumbai', '2026-03-29T18:30:00+05:30. Mumbai is 3 hours and 30 minutes ahead.'],
    ['now', 'Berlin', 'Tokyo', '2026-03-29T22:00:00+09:00. Tokyo is 7 hours ahead.'],
    [
      '2026-03-28 15:00',
      'Berlin',
      'America/New_York',
      '2026-03-28T10:00:00-04:00. New York is 5 hours behind.',
    ],
    [
      '2026-12-31T23:30',
      'Pacific/Kiritimati',
      'Pacific/Pago_Pago',
      '2026-12-30T22:30:00-11:00. Pago Pago is 25 hours behind.',
    ],
    ['2011-12-29T23:59', 'Pacific/Apia', 'UTC', '2011-12-30T09:59:00+00:00. UTC is 10 hours ahead.'],
    [
      '2150-07-01T12:00',
      'Australia/Lord_Howe',
      'Australia/Sydney',
      '2150-07-01T11:30:00+10:00. Sydney is 30 minutes behind.',
    ],
    [
      '1890-06-01T12:00',
      'Europe/Berlin',
      'UTC',
      '1890-06-01T11:06:32+00:00. UTC is 53 minutes and 28 seconds behind.',
    ],
    [
      '9999-12-31T12:00',
      'America/New_York',
      'Europe/Berlin',
      '9999-12-31T18:00:00+01:00. Berlin is 6 hours ahead.',
    ],
    [
      '2026-06-01T12:00',
      'Europe/Berlin',
      'Africa/Lagos',
      '2026-06-01T11:00:00+01:00. Lagos is 1 hour behind.',
    ],
    [
      '2026-01-01T12:00',
      'Europe/Berlin',
      'Africa/Lagos',
      '2026-01-01T12:00:00+01:00. Both show the same time.',
    ],
    ['2024-02-29T00:00', 'UTC', 'Asia/Tokyo', '2024-02-29T09:00:00+09:00. Tokyo is 9 hours ahead.'],
  ])('%s in %s is, in %s, %s', async (date_time, from, to, expected) => {
    expect((await ask('convert_time', { date_time, from, to })).endsWith(expected)).toBe(true);
  });

  it.each([
    [
      '2026-03-29T02:30',
      'Europe/Berlin',
      '3:30 AM on Sunday, March 29, 2026 in Berlin (CEST), 2026-03-29T03:30:00+02:00',
      'Note: clocks in Berlin go forward on that day and never show 2:30 AM; it was taken as 3:30 AM.',
    ],
    [
      '2026-10-25T02:30',
      'Europe/Berlin',
      '2:30 AM on Sunday, October 25, 2026 in Berlin (CEST), 2026-10-25T02:30:00+02:00',
      'Note: clocks in Berlin go back on that day and show 2:30 AM twice; this is the first time, the second is 2026-10-25T02:30:00+01:00.',
    ],
    [
      '2026-10-04T02:15',
      'Australia/Lord_Howe',
      '2:45 AM on Sunday, October 4, 2026 in Lord Howe (LHDT), 2026-10-04T02:45:00+11:00',
      'Note: clocks in Lord Howe go forward on that day and never show 2:15 AM; it was taken as 2:45 AM.',
    ],
    [
      '2026-04-05T01:45',
      'Australia/Lord_Howe',
      '1:45 AM on Sunday, April 5, 2026 in Lord Howe (LHDT), 2026-04-05T01:45:00+11:00',
      'Note: clocks in Lord Howe go back on that day and show 1:45 AM twice; this is the first time, the second is 2026-04-05T01:45:00+10:30.',
    ],
    [
      '2011-12-30T12:00',
      'Pacific/Apia',
      '12:00 PM on Saturday, December 31, 2011 in Apia',
      'Note: clocks in Apia go forward on that day and never show 12:00 PM; it was taken as 12:00 PM.',
    ],
  ])('says aloud what clocks do at %s in %s', async (date_time, from, given, note) => {
    const answer = await ask('convert_time', { date_time, from, to: 'UTC' });

    expect(answer).toContain(given);
    expect(answer).toContain(note);
  });

  it.each([
    [
      'three pm',
      '"three pm" cannot be read. It must be a local date and time such as 2026-03-29T15:00, a date such as 2026-03-29, a time of today such as 15:00, or "now".',
    ],
    [
      '2026-03-29T15:00:00Z',
      '"2026-03-29T15:00:00Z" cannot be read. Leave "Z" out: the time is local to the zone that is given beside it.',
    ],
    [
      '2026-03-29T15:00+02:00',
      '"2026-03-29T15:00+02:00" cannot be read. Leave "+02:00" out: the time is local to the zone that is given beside it.',
    ],
    ['2026-02-29T15:00', '2026-02-29 15:00:00 does not exist in the calendar or on the clock.'],
    ['2026-03-29T25:00', '2026-03-29 25:00:00 does not exist in the calendar or on the clock.'],
    ['0000-01-01T00:00', 'The year of 0000-01-01 must be from 0001 to 9999.'],
  ])('says what is wrong with %s', async (date_time, expected) => {
    expect(await ask('convert_time', { date_time, from: 'UTC', to: 'UTC' })).toBe(`failed: ${expected}`);
  });

  it('comes back to where it began, for any time in any zone', async () => {
    await using bench = await ToolBench.open(dateTimePack());
    const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    const minute = fc.integer({
      min: Date.parse('1975-01-01') / 60_000,
      max: Date.parse('2100-01-01') / 60_000,
    });

    await fc.assert(
      fc.asyncProperty(minute, zone, zone, async (minutes, from, to) => {
        const given = Temporal.Instant.fromEpochMilliseconds(minutes * 60_000).toZonedDateTimeISO(from);
        const there = await bench.call('convert_time', {
          date_time: given.toPlainDateTime().toString(),
          from,
          to,
        });
        const [first, second] = exactTimes(there.result);
        expect(Temporal.Instant.from(String(first)).equals(Temporal.Instant.from(String(second)))).toBe(true);

        const back = await bench.call('convert_time', {
          date_time: String(second).slice(0, 19),
          from: to,
          to: from,
        });
        const isAmbiguous = `${there.result}${back.result}`.includes('Note:');
        expect(isAmbiguous ? first : exactTimes(back.result)[1]).toBe(first);
      }),
      { numRuns: 100, seed: 2026 },
    );
  });
});

function exactTimes(answer: string): string[] {
  return answer.match(/\d{4}-\d\d-\d\dT[\d:]{8}[+-]\d\d:\d\d/g) ?? [];
}

describe('time_between', () => {
  it.each([
    [
      '2026-01-31',
      '2026-12-24',
      'it is 327 days, that is 10 months and 24 days, that is 46 weeks and 5 days.',
    ],
    ['2024-02-28', '2024-03-01', 'it is 2 days.'],
    ['2026-02-28', '2026-03-01', 'it is 1 day.'],
    ['2026-12-24', '2026-12-24', 'it is no time.'],
    ['2026-03-28T12:00', '2026-03-29T12:00', 'it is 1 day, that is 23 hours.'],
    ['2026-10-24T12:00', '2026-10-25T12:00', 'it is 1 day, that is 25 hours.'],
    ['now', '18:30', 'it is 3 hours and 30 minutes.'],
    [
      '2026-03-29T12:00',
      '2026-03-29T10:00',
      'it is backwards, because the end is before the start: 2 hours.',
    ],
  ])('from %s to %s %s', async (start, end, expected) => {
    const answer = await ask('time_between', { start, end }, { homeTimeZone: 'Europe/Berlin' });

    expect(answer.endsWith(expected)).toBe(true);
  });

  it('counts between two places', async () => {
    const parameters = {
      start: '2026-03-28T12:00',
      end: '2026-03-28T20:00',
      time_zone: 'Europe/Berlin',
      end_time_zone: 'Asia/Tokyo',
    };

    expect(await ask('time_between', parameters)).toMatch(
      /in Tokyo \(JST\), 2026-03-28T20:00:00\+09:00, it is no time\.$/,
    );
  });
});

describe('add_duration', () => {
  it.each([
    [
      { start: '2026-01-31', months: 1 },
      '1 month after Saturday, January 31, 2026 is Saturday, February 28, 2026, 2026-02-28. Note: that month has only 28 days, so its last day was taken.',
    ],
    [
      { start: '2024-02-29', years: 1 },
      '1 year after Thursday, February 29, 2024 is Friday, February 28, 2025, 2025-02-28. Note: that month has only 28 days, so its last day was taken.',
    ],
    [
      { start: '2026-12-24', days: -24 },
      '24 days before Thursday, December 24, 2026 is Monday, November 30, 2026, 2026-11-30.',
    ],
  ])('%j', async (parameters, expected) => {
    expect(await ask('add_duration', parameters, { homeTimeZone: 'Europe/Berlin' })).toBe(expected);
  });

  it.each([
    [{ start: '2026-03-28T12:00', days: 1 }, '2026-03-29T12:00:00+02:00.'],
    [{ start: '2026-03-28T12:00', hours: 24 }, '2026-03-29T13:00:00+02:00.'],
    [{ start: 'now', hours: 36, minutes: 15 }, '2026-03-31T03:15:00+02:00.'],
    [{ start: 'now', weeks: -2, hours: 3 }, '2026-03-15T18:00:00+01:00.'],
    [{ start: '2026-03-28T02:30', days: 1 }, 'never show 2:30 AM; it was taken as 3:30 AM.'],
  ])('counts days along the calendar and hours along the clock: %j', async (parameters, expected) => {
    expect(
      (await ask('add_duration', parameters, { homeTimeZone: 'Europe/Berlin' })).endsWith(expected),
    ).toBe(true);
  });

  it('says what is missing or too far', async () => {
    expect(await ask('add_duration', { start: 'now', time_zone: 'UTC' })).toBe(
      'failed: Give at least one of years, months, weeks, days, hours, minutes, seconds other than 0.',
    );
    expect(await ask('add_duration', { start: 'now', years: 9_000, time_zone: 'UTC' })).toBe(
      'failed: The result lies outside the years 1 to 9999.',
    );
  });
});

describe('days of the calendar', () => {
  it.each([
    [
      '2028-02-29',
      '2028-02-29 is Tuesday, February 29, 2028: day 60 of the year, ISO week 9 of 2028. 2028 is a leap year. It is in 702 days.',
    ],
    [
      '2100-01-01',
      '2100-01-01 is Friday, January 1, 2100: day 1 of the year, ISO week 53 of 2099. 2100 is no leap year. It is in 26941 days.',
    ],
    [
      'now',
      '2026-03-29 is Sunday, March 29, 2026: day 88 of the year, ISO week 13 of 2026. 2026 is no leap year. That is today.',
    ],
  ])('describes %s', async (date, expected) => {
    expect(await ask('describe_date', { date, time_zone: 'Europe/Berlin' })).toBe(expected);
  });

  it.each([
    [{ weekday: 'Friday' }, 'It is Friday, April 3, 2026, 2026-04-03. It is in 5 days.'],
    [{ weekday: 'Sunday' }, 'It is Sunday, April 5, 2026, 2026-04-05. It is in 7 days.'],
    [
      { weekday: 'Monday', after: '2026-05-01', count: 3 },
      'It is Monday, May 18, 2026, 2026-05-18. It is in 50 days.',
    ],
    [{ weekday: 'Sunday', count: -1 }, 'It is Sunday, March 22, 2026, 2026-03-22. It was 7 days ago.'],
    [{ weekday: 'Saturday', count: -1 }, 'It is Saturday, March 28, 2026, 2026-03-28. It was 1 day ago.'],
    [{ weekday: 'Friday', count: 0 }, 'failed: `count` must not be 0.'],
  ])('finds %j', async (parameters, expected) => {
    expect(await ask('find_weekday', { ...parameters, time_zone: 'Europe/Berlin' })).toBe(expected);
  });

  it('takes today from the place, not from UTC', async () => {
    expect(await ask('describe_date', { date: 'now', time_zone: 'Pacific/Kiritimati' })).toContain(
      '2026-03-30 is Monday',
    );
  });
});
