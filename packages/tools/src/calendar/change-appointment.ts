import { DuologueError, type Clock, type Tool } from '@duologue/core';
import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { defineTool } from '../define-tool.ts';
import { appointmentsIn, idOf, mastersOf, type Appointment } from './appointments.ts';
import { homeOf, idParameter, readTime, whenParameter, type CalendarContext } from './calendar-context.ts';
import { refuseOverlap, stamp } from './create-appointment.ts';
import { writtenContact } from './find-contact.ts';
import { setTime, tzidOf } from './event-time.ts';
import { speakAppointment } from './speak-appointment.ts';

interface Changes {
  readonly id: string;
  readonly title?: string;
  readonly start?: string;
  readonly duration_minutes?: number;
  readonly location?: string;
  readonly contact?: string;
  readonly allow_overlap?: boolean;
}

/** `change_appointment`: moves or renames an appointment; of a repeated one only the occurrence that the id names. */
export function changeAppointmentTool(calendar: CalendarContext): Tool<never> {
  return defineTool({
    name: 'change_appointment',
    description:
      'Moves or changes an appointment. Of a repeated one only the occurrence with that id is changed.',
    parameters: {
      type: 'object',
      properties: {
        id: idParameter,
        title: { type: 'string', minLength: 1, maxLength: 200 },
        start: whenParameter,
        duration_minutes: { type: 'integer', minimum: 5, maximum: 10_080 },
        location: { type: 'string', maxLength: 200 },
        contact: { type: 'string', maxLength: 200 },
        allow_overlap: { type: 'boolean' },
      },
      required: ['id'],
      additionalProperties: false,
    },
    async run(changes: Changes, { clock, io, signal }) {
      const home = await homeOf(calendar, io);
      const moved = changes.start === undefined ? undefined : readTime(changes.start, home, clock);
      if (moved && !moved.hasTime)
        throw new DuologueError('TOOL_FAILED', '`start` must have a time, such as 2026-03-30T15:00.');
      const contact = await writtenContact(changes.contact, calendar.contacts, io);
      return calendar.file.update(
        (file) => {
          const { component, appointment } = find(file, changes.id, home.id);
          const minutes =
            changes.duration_minutes ?? appointment.start.until(appointment.end).total('minutes');
          const start = moved?.time ?? appointment.start;
          const end = start.add({ seconds: Math.round(minutes * 60) });
          if (changes.allow_overlap !== true && (moved || changes.duration_minutes !== undefined)) {
            refuseOverlap(file, start, end, home.id, changes.id);
          }
          const target = appointment.isRepeated ? overrideOf(file, component, changes.id) : component;
          if (moved || changes.duration_minutes !== undefined || target !== component) {
            target.removeAllProperties('duration');
            setTime(target, 'dtstart', start, file);
            setTime(target, 'dtend', end, file);
          }
          setTexts(target, { ...changes, ...(contact !== undefined && { contact }) });
          stamp(target, clock);
          const sequence = Number(target.getFirstPropertyValue('sequence') ?? 0);
          target.updatePropertyWithValue('sequence', sequence + 1);
          const { appointment: result } = find(file, changes.id, home.id);
          return `Changed: ${speakAppointment(result, home.id)}.${moved?.notes ?? ''}`;
        },
        { clock, io, signal },
      );
    },
  });
}

/** `cancel_appointment`: takes an appointment out of the calendar, or one occurrence of it, or a whole series. */
export function cancelAppointmentTool(calendar: CalendarContext): Tool<never> {
  return defineTool({
    name: 'cancel_appointment',
    description:
      'Cancels an appointment. Of a repeated one only the occurrence with that id, unless the whole series is asked for.',
    parameters: {
      type: 'object',
      properties: { id: idParameter, whole_series: { type: 'boolean' } },
      required: ['id'],
      additionalProperties: false,
    },
    async run({ id, whole_series: all }: { id: string; whole_series?: boolean }, { clock, io, signal }) {
      const home = await homeOf(calendar, io);
      return calendar.file.update(
        (file) => {
          const { component, appointment } = find(file, id, home.id);
          const text = speakAppointment(appointment, home.id).replace(/ \[id .*\]$/, '');
          if (appointment.isRepeated && all !== true) {
            exclude(file, component, id, clock);
            return `Cancelled, only this one: ${text}.`;
          }
          for (const one of sameUid(file, component)) file.removeSubcomponent(one);
          return `Cancelled${appointment.isRepeated ? ', the whole series' : ''}: ${text}.`;
        },
        { clock, io, signal },
      );
    },
  });
}

interface Found {
  /** The event itself, also for an occurrence of it. */
  readonly component: ICAL.Component;
  readonly appointment: Appointment;
}

/** @throws DuologueError TOOL_FAILED */
function find(calendar: ICAL.Component, id: string, home: string): Found {
  const [uid, place] = splitId(id);
  const event = mastersOf(calendar).find((one) => one.uid === uid);
  if (!event) throw unknown(id);
  // An occurrence lies near its place in the series, or where it was moved to.
  const override = Object.values(event.exceptions).find(({ recurrenceId }) => idOf(uid, recurrenceId) === id);
  const time = override?.startDate ?? (place === undefined ? event.startDate : timeOf(place));
  const around = Temporal.PlainDate.from({
    year: time.year,
    month: time.month,
    day: time.day,
  }).toZonedDateTime('UTC');
  const range = { from: around.subtract({ days: 2 }).toInstant(), to: around.add({ days: 3 }).toInstant() };
  const appointment = appointmentsIn(calendar, range, home).find(
    (one) => one.id === id || (place === undefined && splitId(one.id)[0] === uid),
  );
  if (!appointment) throw unknown(id);
  return { component: event.component, appointment };
}

/** UIDs of other programs may hold a `#` too. */
function splitId(id: string): [uid: string, place?: string] {
  const [, uid, place] = /^(.*)#(\d{8}(?:T\d{6})?)$/.exec(id) ?? [];
  return uid === undefined || place === undefined ? [id] : [uid, place];
}

/** The place of an occurrence, as `20260330T150000` or `20260330`. */
function timeOf(place: string, isUtc = false): ICAL.Time {
  const [year = 0, month = 0, day = 0, hour, minute = 0, second = 0] = (
    place.match(/^\d{4}|\d{2}/g) ?? []
  ).map(Number);
  const zone = isUtc ? ICAL.Timezone.utcTimezone : ICAL.Timezone.localTimezone;
  if (hour === undefined) return new ICAL.Time({ year, month, day, isDate: true }, zone);
  return new ICAL.Time({ year, month, day, hour, minute, second, isDate: false }, zone);
}

function unknown(id: string): DuologueError {
  const shown = id.length > 60 ? `${id.slice(0, 59)}…` : id;
  return new DuologueError(
    'TOOL_FAILED',
    `There is no appointment with the id "${shown}". List the appointments first.`,
  );
}

function sameUid(calendar: ICAL.Component, component: ICAL.Component): ICAL.Component[] {
  const uid = component.getFirstPropertyValue('uid');
  return calendar.getAllSubcomponents('vevent').filter((one) => one.getFirstPropertyValue('uid') === uid);
}

/** The component of one occurrence, made of the series where it has none of its own yet. */
function overrideOf(calendar: ICAL.Component, series: ICAL.Component, id: string): ICAL.Component {
  const uid = String(series.getFirstPropertyValue('uid'));
  const known = sameUid(calendar, series).find((one) => {
    const recurrenceId = one.getFirstPropertyValue('recurrence-id') as ICAL.Time | null;
    return recurrenceId !== null && idOf(uid, recurrenceId) === id;
  });
  if (known) return known;
  const override = new ICAL.Component(structuredClone(series.toJSON()) as unknown[]);
  for (const name of ['rrule', 'rdate', 'exdate', 'exrule']) override.removeAllProperties(name);
  addPlace(override, 'recurrence-id', series, id);
  calendar.addSubcomponent(override);
  return override;
}

function exclude(calendar: ICAL.Component, series: ICAL.Component, id: string, clock: Clock): void {
  const [, place] = splitId(id);
  if (place === undefined)
    throw new DuologueError('TOOL_FAILED', 'Take the id of one occurrence, or ask for the whole series.');
  const uid = String(series.getFirstPropertyValue('uid'));
  const own = sameUid(calendar, series).filter((one) => {
    const recurrenceId = one.getFirstPropertyValue('recurrence-id') as ICAL.Time | null;
    return recurrenceId !== null && idOf(uid, recurrenceId) === id;
  });
  for (const override of own) calendar.removeSubcomponent(override);
  addPlace(series, 'exdate', series, id);
  stamp(series, clock);
}

/** Names an occurrence in the same way as the series writes its start. */
function addPlace(component: ICAL.Component, name: string, series: ICAL.Component, id: string): void {
  const start = series.getFirstProperty('dtstart');
  const first = start?.getFirstValue() as ICAL.Time;
  const [, place = ''] = splitId(id);
  const isUtc = first.zone === ICAL.Timezone.utcTimezone;
  const property = component.addPropertyWithValue(name, timeOf(place, isUtc));
  const tzid = tzidOf(start);
  if (tzid !== undefined && !first.isDate) property.setParameter('tzid', tzid);
}

function setTexts(component: ICAL.Component, { title, location, contact }: Changes): void {
  for (const [name, value] of [
    ['summary', title],
    ['location', location],
    ['contact', contact],
  ] as const) {
    if (value !== undefined) component.updatePropertyWithValue(name, value);
  }
}
