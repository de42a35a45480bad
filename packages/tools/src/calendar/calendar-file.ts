import { DuologueError } from '@duologue/core';
import ICAL from 'ical.js';
import { WholeFile, type UpdateContext } from './whole-file.ts';

/** One iCalendar file (RFC 5545). Everything in it that this pack does not know stays as it is. */
export class CalendarFile {
  readonly #file: WholeFile<ICAL.Component>;

  constructor(path: string) {
    this.#file = new WholeFile(path, (text) => (text === undefined ? emptyCalendar() : parse(path, text)));
  }

  /** The calendar as the file has it now; an empty one where there is no file. @throws DuologueError TOOL_FAILED */
  read(): Promise<ICAL.Component> {
    return this.#file.read();
  }

  /** Changes the calendar and writes it. Where `change` throws, or the signal is aborted before, nothing is written. */
  update<T>(change: (calendar: ICAL.Component) => T, context: UpdateContext): Promise<T> {
    return this.#file.update((calendar) => {
      const copy = new ICAL.Component(structuredClone(calendar.toJSON()) as unknown[]);
      const result = change(copy);
      return { text: `${copy.toString()}\r\n`, result };
    }, context);
  }
}

function emptyCalendar(): ICAL.Component {
  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('prodid', '-//Duologue//Calendar pack//EN');
  return calendar;
}

function parse(path: string, text: string): ICAL.Component {
  try {
    const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
    if (calendar.name !== 'vcalendar') throw new Error('it holds no VCALENDAR');
    return calendar;
  } catch (cause) {
    throw new DuologueError(
      'TOOL_FAILED',
      `The calendar file ${path} cannot be read: ${(cause as Error).message}`,
      { cause },
    );
  }
}
