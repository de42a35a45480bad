import { open, readFile, rename, stat } from 'node:fs/promises';
import { DuologueError } from '@duologue/core';
import ICAL from 'ical.js';

/**
 * One iCalendar file (RFC 5545). Everything in it that this pack does not know stays as it is. Changes are made one
 * after the other, each to the newest content, and reach the disk whole or not at all.
 */
export class CalendarFile {
  readonly #path: string;
  #calendar: ICAL.Component | undefined;
  /** Changes whenever the file does. */
  #stamp = '';
  #queue: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  /** The calendar as the file has it now; an empty one where there is no file. @throws DuologueError TOOL_FAILED */
  async read(): Promise<ICAL.Component> {
    const stamp = await this.#stampOfFile();
    if (!this.#calendar || stamp !== this.#stamp) {
      this.#calendar = stamp === '' ? emptyCalendar() : parse(this.#path, await readFile(this.#path, 'utf8'));
      this.#stamp = stamp;
    }
    return this.#calendar;
  }

  /** Changes the calendar and writes it. Where `change` throws, nothing is written. */
  async update<T>(change: (calendar: ICAL.Component) => T): Promise<T> {
    const turn = this.#queue.then(() => this.#update(change));
    this.#queue = turn.catch(() => {});
    return turn;
  }

  async #update<T>(change: (calendar: ICAL.Component) => T): Promise<T> {
    const copy = new ICAL.Component(structuredClone((await this.read()).toJSON()) as unknown[]);
    const result = change(copy);
    const text = `${copy.toString()}\r\n`;
    const draft = `${this.#path}.tmp`;
    const file = await open(draft, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, this.#path);
    this.#calendar = undefined;
    return result;
  }

  async #stampOfFile(): Promise<string> {
    try {
      const { size, mtimeMs, ino } = await stat(this.#path);
      return `${size} ${mtimeMs} ${ino}`;
    } catch (error) {
      if ((error as { readonly code?: unknown }).code === 'ENOENT') return '';
      throw error;
    }
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
