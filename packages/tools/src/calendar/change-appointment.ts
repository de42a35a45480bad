import { DuologueError, type Clock, type Tool } from '@duologue/core';
import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { defineTool } from '../define-tool.ts';
import { appointmentsIn, isForLater, mostMoved, placeOf, type Appointment } from './appointments.ts';
import { homeOf, idParameter, readTime, whenParameter, type CalendarContext } from './calendar-context.ts';
import { refuseOverlap, stamp } from './create-appointment.ts';
import { writtenContact } from './find-contact.ts';
import { idOf, LocalTime, seriesOf, type Series } from './series.ts';
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
          const { series, appointment } = find(file, changes.id, home.id);
          const minutes =
            changes.duration_minutes ?? appointment.start.until(appointment.end).total('minutes');
          const start = moved?.time ?? appointment.start;
          const end = start.add({ seconds: Math.round(minutes * 60) });
          if (changes.allow_overlap !== true && (moved || changes.duration_minutes !== undefined)) {
            refuseOverlap(file, [{ start, end }], (one) => one.id === changes.id, home.id);
          }
          const target = appointment.isRepeated
            ? overrideOf(file, series, appointment, home.id)
            : appointment.component;
          if (moved || changes.duration_minutes !== undefined || target !== appointment.component) {
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
          const { series, appointment } = find(file, id, home.id);
          const text = speakAppointment(appointment, home.id).replace(/ \[id .*\]$/, '');
          if (appointment.isRepeated && all !== true) {
            exclude(file, series, appointment, clock, home.id);
            return `Cancelled, only this one: ${text}.`;
          }
          for (const one of [series.master, ...series.overrides]) if (one) file.removeSubcomponent(one);
          return `Cancelled${appointment.isRepeated ? ', the whole series' : ''}: ${text}.`;
        },
        { clock, io, signal },
      );
    },
  });
}

interface Found {
  readonly series: Series;
  readonly appointment: Appointment;
}

/** @throws DuologueError TOOL_FAILED */
function find(calendar: ICAL.Component, id: string, home: string): Found {
  const [uid, place] = splitId(id);
  for (const series of seriesOf(calendar).filter((one) => one.uid === uid || one.uid === id)) {
    const start = whereabouts(series, id, place, home);
    // An occurrence lies near its place in the series, or where it was moved to.
    const days = 2 + Math.ceil(mostMoved(series, home) / 86_400);
    const range = {
      from: start.subtract({ days }).toInstant(),
      to: start.add({ days: days + 1 }).toInstant(),
    };
    const own = [series.master, ...series.overrides];
    const appointment = appointmentsIn(calendar, range, home).appointments.find(
      (one) => own.includes(one.component) && (one.id === id || place === undefined || series.uid === id),
    );
    if (appointment) return { series, appointment };
  }
  throw unknown(id);
}

/** Where about an occurrence is. */
function whereabouts(
  series: Series,
  id: string,
  place: string | undefined,
  home: string,
): Temporal.ZonedDateTime {
  const override = overrideAt(series, id, home);
  const named = override ?? (place === undefined || series.uid === id ? series.master : undefined);
  if (named) {
    const local = new LocalTime(named, 'dtstart', home);
    return local.at(local.start);
  }
  const { year, month, day } = timeOf(place ?? '');
  return Temporal.PlainDate.from({ year, month, day }).toZonedDateTime('UTC');
}

/** The component that an occurrence has of its own. */
function overrideAt(series: Series, id: string, home: string): ICAL.Component | undefined {
  return series.overrides.find((one) => {
    const { isAllDay } = new LocalTime(
      series.master ?? one,
      series.master ? 'dtstart' : 'recurrence-id',
      home,
    );
    return idOf(series.uid, placeOf(one, series, home), isAllDay) === id;
  });
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

/** The component of one occurrence, made of the series where it has none of its own yet. */
function overrideOf(
  calendar: ICAL.Component,
  series: Series,
  { id, component }: Appointment,
  home: string,
): ICAL.Component {
  const known = overrideAt(series, id, home);
  if (known) refuseLater(known);
  if (known || !series.master) return known ?? component;
  const override = new ICAL.Component(structuredClone(component.toJSON()) as unknown[]);
  for (const name of ['rrule', 'rdate', 'exdate', 'exrule', 'recurrence-id', 'duration'])
    override.removeAllProperties(name);
  addPlace(override, 'recurrence-id', series.master, id);
  calendar.addSubcomponent(override);
  return override;
}

function exclude(
  calendar: ICAL.Component,
  series: Series,
  { id }: Appointment,
  clock: Clock,
  home: string,
): void {
  const override = overrideAt(series, id, home);
  if (override) {
    refuseLater(override);
    calendar.removeSubcomponent(override);
  }
  if (!series.master) return;
  addPlace(series.master, 'exdate', series.master, id);
  stamp(series.master, clock);
}

/** @throws DuologueError TOOL_FAILED where a change of one occurrence would change those behind it */
function refuseLater(override: ICAL.Component): void {
  if (!isForLater(override)) return;
  throw new DuologueError(
    'TOOL_FAILED',
    'From this occurrence on the series was changed, so that it cannot be changed alone. Take another occurrence, or cancel the whole series.',
  );
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
