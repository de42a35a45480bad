import { DuologueError } from '@duologue/core';
import ICAL from 'ical.js';
import { secondsOf } from './event-time.ts';
import { WholeFile, type UpdateContext } from './whole-file.ts';

/** A calendar, and what of its file cannot be read. */
export interface Calendar {
  readonly calendar: ICAL.Component;
  /** Events that stay in the file as they are, and what is wrong with them. */
  readonly unreadable: readonly { readonly text: string; readonly why: string }[];
}

/** One iCalendar file (RFC 5545). Everything in it that this pack does not know stays as it is. */
export class CalendarFile {
  readonly #file: WholeFile<Calendar>;

  constructor(path: string) {
    this.#file = new WholeFile(path, (text) =>
      text === undefined ? { calendar: emptyCalendar(), unreadable: [] } : parse(path, text),
    );
  }

  /** The calendar as the file has it now; an empty one where there is no file. @throws DuologueError TOOL_FAILED */
  read(): Promise<Calendar> {
    return this.#file.read();
  }

  /** Changes the calendar and writes it. Where `change` throws, or the signal is aborted before, nothing is written. */
  update<T>(change: (calendar: ICAL.Component) => T, context: UpdateContext): Promise<T> {
    return this.#file.update(({ calendar, unreadable }) => {
      const copy = new ICAL.Component(structuredClone(calendar.toJSON()) as unknown[]);
      const result = change(copy);
      const kept = unreadable.map(({ text }) => text).join('');
      return {
        text: `${copy.toString().replace(/END:VCALENDAR\s*$/, () => `${kept}END:VCALENDAR`)}\r\n`,
        result,
      };
    }, context);
  }
}

function emptyCalendar(): ICAL.Component {
  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('prodid', '-//Duologue//Calendar pack//EN');
  return calendar;
}

/** At once, or else event by event, so that one that cannot be read hides no other. */
function parse(path: string, text: string): Calendar {
  try {
    return { calendar: parseCalendar(text), unreadable: [] };
  } catch {
    const unreadable: { text: string; why: string }[] = [];
    const readable = text.replaceAll(/^BEGIN:VEVENT\s*$[^]*?^END:VEVENT[^\S\n]*\n?/gim, (event) => {
      try {
        parseCalendar(`BEGIN:VCALENDAR\r\n${event}END:VCALENDAR\r\n`);
        return event;
      } catch (error) {
        unreadable.push({ text: event, why: (error as Error).message });
        return '';
      }
    });
    try {
      return { calendar: parseCalendar(readable), unreadable };
    } catch (cause) {
      throw new DuologueError(
        'TOOL_FAILED',
        `The calendar file ${path} cannot be read: ${(cause as Error).message}`,
        { cause },
      );
    }
  }
}

function parseCalendar(text: string): ICAL.Component {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  if (calendar.name !== 'vcalendar') throw new Error('it holds no VCALENDAR');
  for (const event of calendar.getAllSubcomponents('vevent')) checkTimes(event);
  return calendar;
}

/** Times that cannot be read are read as something else, and would be written so. @throws Error */
function checkTimes(event: ICAL.Component): void {
  if (!event.hasProperty('dtstart')) throw new Error('it has no start');
  for (const name of ['dtstart', 'dtend', 'recurrence-id']) {
    const value: unknown = event.getFirstPropertyValue(name);
    if (value === null) continue;
    if (!(value instanceof ICAL.Time && Number.isFinite(secondsOf(value))))
      throw new Error(`its ${name.toUpperCase()} is no time`);
  }
}
