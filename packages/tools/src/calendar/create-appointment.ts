import { DuologueError, randomLane, type Clock, type Tool } from '@duologue/core';
import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { defineTool } from '../define-tool.ts';
import { appointmentsIn, overlaps, type Appointment } from './appointments.ts';
import { homeOf, readTime, whenParameter, type CalendarContext } from './calendar-context.ts';
import { writtenContact } from './find-contact.ts';
import { setTime, toIcalTime } from './event-time.ts';
import { speakAppointment } from './speak-appointment.ts';

interface Parameters {
  readonly title: string;
  readonly start: string;
  readonly duration_minutes: number;
  readonly location?: string;
  readonly contact?: string;
  readonly notes?: string;
  readonly repeat?: Repeat;
  readonly allow_overlap?: boolean;
}

interface Repeat {
  readonly every: 'day' | 'week' | 'month' | 'year';
  readonly interval?: number;
  readonly count?: number;
  readonly until?: string;
}

const frequencies = { day: 'DAILY', week: 'WEEKLY', month: 'MONTHLY', year: 'YEARLY' } as const;

/** `create_appointment`: puts an appointment into the calendar, once or repeatedly. */
export function createAppointmentTool(calendar: CalendarContext): Tool<never> {
  return defineTool({
    name: 'create_appointment',
    description: 'Makes an appointment. Refuses a time that is taken, unless overlapping is allowed.',
    parameters: {
      type: 'object',
      properties: {
        title: { type: 'string', minLength: 1, maxLength: 200 },
        start: whenParameter,
        duration_minutes: { type: 'integer', minimum: 5, maximum: 10_080 },
        location: { type: 'string', maxLength: 200 },
        contact: { type: 'string', maxLength: 200, description: 'With whom: a name, a phone number.' },
        notes: { type: 'string', maxLength: 2_000 },
        repeat: {
          type: 'object',
          properties: {
            every: { enum: ['day', 'week', 'month', 'year'] },
            interval: {
              type: 'integer',
              minimum: 1,
              maximum: 99,
              description: '2 for every second week; default 1.',
            },
            count: { type: 'integer', minimum: 2, maximum: 999, description: 'How many times in all.' },
            until: { ...whenParameter, description: 'The last date.' },
          },
          required: ['every'],
          additionalProperties: false,
        },
        allow_overlap: { type: 'boolean' },
      },
      required: ['title', 'start', 'duration_minutes'],
      additionalProperties: false,
    },
    async run(parameters: Parameters, { clock, io, signal, toolCallId }) {
      const home = await homeOf(calendar, io);
      const { time: start, hasTime, notes } = readTime(parameters.start, home, clock);
      if (!hasTime)
        throw new DuologueError('TOOL_FAILED', '`start` must have a time, such as 2026-03-30T15:00.');
      const end = start.add({ minutes: parameters.duration_minutes });
      const until =
        parameters.repeat?.until === undefined
          ? undefined
          : readTime(parameters.repeat.until, home, clock).time;
      if (until && Temporal.ZonedDateTime.compare(lastMoment(until), start) < 0)
        throw new DuologueError('TOOL_FAILED', '`repeat.until` must not be before `start`.');
      const contact = await writtenContact(parameters.contact, calendar.contacts, io);
      return calendar.file.update(
        (file) => {
          const uid = newUid(file, clock, toolCallId);
          const component = addEvent(
            file,
            {
              ...parameters,
              uid,
              start,
              end,
              ...(until && { until }),
              ...(contact !== undefined && { contact }),
            },
            clock,
          );
          const isOwn = (one: Appointment) => one.component === component;
          const last = parameters.repeat ? end.add({ years: yearsAhead }) : end;
          const range = { from: start.toInstant(), to: last.toInstant() };
          const made = appointmentsIn(file, range, home.id).appointments.filter(isOwn);
          if (parameters.allow_overlap !== true) refuseOverlap(file, made, isOwn, home.id);
          const repeated = component.hasProperty('rrule') ? ', repeated' : '';
          return `Made${repeated}: ${made[0] ? speakAppointment(made[0], home.id) : uid}.${notes}`;
        },
        { clock, io, signal },
      );
    },
  });
}

/** How far ahead the occurrences of a new series are compared with what is there. */
const yearsAhead = 1;

/** @throws DuologueError TOOL_FAILED naming what is there already, beside what `isOwn` */
export function refuseOverlap(
  calendar: ICAL.Component,
  wanted: readonly Pick<Appointment, 'start' | 'end'>[],
  isOwn: (appointment: Appointment) => boolean,
  home: string,
): void {
  const spans = wanted.map(({ start, end }) => ({ from: start.toInstant(), to: end.toInstant() }));
  const [first] = spans;
  const last = spans.at(-1);
  if (!first || !last) return;
  const taken = appointmentsIn(calendar, { from: first.from, to: last.to }, home).appointments.find(
    (one) => !one.isFree && !isOwn(one) && spans.some((span) => overlaps(one, span)),
  );
  if (!taken) return;
  const text = speakAppointment({ ...taken, location: '', contact: '' }, home).replace(/ \[id .*\]$/, '');
  throw new DuologueError(
    'TOOL_FAILED',
    `That time is taken: ${text}. Choose another time, or allow the overlap.`,
  );
}

type NewEvent = Omit<Parameters, 'start'> & {
  readonly uid: string;
  readonly start: Temporal.ZonedDateTime;
  readonly end: Temporal.ZonedDateTime;
  readonly until?: Temporal.ZonedDateTime;
};

function addEvent(calendar: ICAL.Component, event: NewEvent, clock: Clock): ICAL.Component {
  const component = new ICAL.Component('vevent');
  calendar.addSubcomponent(component);
  component.addPropertyWithValue('uid', event.uid);
  stamp(component, clock);
  setTime(component, 'dtstart', event.start, calendar);
  setTime(component, 'dtend', event.end, calendar);
  component.addPropertyWithValue('summary', event.title);
  for (const [name, value] of [
    ['location', event.location],
    ['contact', event.contact],
    ['description', event.notes],
  ] as const) {
    if (value !== undefined && value !== '') component.addPropertyWithValue(name, value);
  }
  if (event.repeat) component.addPropertyWithValue('rrule', ruleOf(event.repeat, event.until));
  return component;
}

/** When the event was last written, as the RFC asks. */
export function stamp(component: ICAL.Component, clock: Clock): void {
  const now = Temporal.Instant.fromEpochMilliseconds(Math.floor(clock.epochMs())).toZonedDateTimeISO('UTC');
  component.updatePropertyWithValue('dtstamp', toIcalTime(now));
}

function ruleOf({ every, interval, count }: Repeat, until: Temporal.ZonedDateTime | undefined): ICAL.Recur {
  if (count !== undefined && until)
    throw new DuologueError('TOOL_FAILED', 'Give `repeat.count` or `repeat.until`, not both.');
  return ICAL.Recur.fromData({
    freq: frequencies[every],
    ...(interval !== undefined && { interval }),
    ...(count !== undefined && { count }),
    // the RFC wants the end of a rule in UTC
    ...(until && { until: toIcalTime(lastMoment(until).withTimeZone('UTC')) }),
  });
}

/** The end of the day that a rule has as its last. */
function lastMoment(until: Temporal.ZonedDateTime): Temporal.ZonedDateTime {
  return until.startOfDay().add({ days: 1 }).subtract({ seconds: 1 });
}

/** Eight letters that a model can repeat; drawn from time and call, so that a replay makes the same. */
function newUid(calendar: ICAL.Component, clock: Clock, toolCallId: string): string {
  const taken = new Set(
    calendar.getAllSubcomponents('vevent').map((component) => component.getFirstPropertyValue('uid')),
  );
  const chance = randomLane(Math.floor(clock.epochMs()) % 0x1_0000_0000, `calendar/${toolCallId}`);
  for (;;) {
    const uid = Array.from({ length: 8 }, () => Math.floor(chance() * 36).toString(36)).join('');
    if (!taken.has(uid)) return uid;
  }
}
