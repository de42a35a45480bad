import { DuologueError } from '@duologue/core';
import { checkHomeTimeZone, lookUpHomeTimeZone } from '../date-time/home-time-zone.ts';
import { held } from '../held.ts';
import { toolPack, type ToolPack } from '../tool-pack.ts';
import type { CalendarContext } from './calendar-context.ts';
import { CalendarFile } from './calendar-file.ts';
import { addContactTool } from './add-contact.ts';
import { cancelAppointmentTool, changeAppointmentTool } from './change-appointment.ts';
import { ContactFile } from './contact-file.ts';
import { createAppointmentTool } from './create-appointment.ts';
import { findContactTool } from './find-contact.ts';
import { findFreeTimeTool } from './find-free-time.ts';
import { listAppointmentsTool } from './list-appointments.ts';

export interface CalendarPackOptions {
  /** The iCalendar file, made with the first appointment where there is none. */
  readonly file: string;
  /**
   * A vCard file (RFC 6350) with the people that appointments can be with: gives the agent `find_contact` and `add_contact`.
   * Made with the first contact where there is none.
   */
  readonly contacts?: string;
  /** Where the people of the calendar are, as an IANA zone or a city. Times without a zone are theirs. */
  readonly homeTimeZone: string;
  /** When appointments can be, in local time; default Monday to Friday, 09:00 to 17:00. */
  readonly officeHours?: {
    readonly from?: string;
    readonly to?: string;
    /** 1 for Monday to 7 for Sunday. */
    readonly days?: readonly number[];
  };
  /** With true, the agent can look but change nothing. Default false. */
  readonly readOnly?: boolean;
}

/**
 * An appointment book on an iCalendar file (RFC 5545), with time zones, repeated appointments and single changes to
 * them: `list_appointments`, `find_free_time`, `create_appointment`, `change_appointment` and `cancel_appointment`. With
 * `contacts` also the people that they are with: `find_contact` and `add_contact`.
 * @throws DuologueError INVALID_OPTIONS; where nobody knows the zone, as the cause for which the session does not start
 */
export function calendarPack({
  file,
  contacts: contactsPath,
  homeTimeZone,
  officeHours = {},
  readOnly = false,
}: CalendarPackOptions): ToolPack {
  checkHomeTimeZone('calendarPack', homeTimeZone);
  const { from = '09:00', to = '17:00', days = [1, 2, 3, 4, 5] } = officeHours;
  for (const time of [from, to]) {
    if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time))
      throw new DuologueError('INVALID_OPTIONS', `calendarPack: "${time}" is no time such as 09:00.`);
  }
  const contacts = contactsPath === undefined ? undefined : new ContactFile(contactsPath);
  const calendar: CalendarContext = {
    file: new CalendarFile(file),
    contacts,
    homeTimeZone,
    officeHours: { from, to, days },
  };
  const changing = [
    createAppointmentTool(calendar),
    changeAppointmentTool(calendar),
    cancelAppointmentTool(calendar),
    ...(contacts ? [addContactTool(contacts)] : []),
  ];
  const looking = [
    listAppointmentsTool(calendar),
    findFreeTimeTool(calendar),
    ...(contacts ? [findContactTool(contacts)] : []),
  ];
  return toolPack({
    name: 'calendar',
    tools: [...looking, ...(readOnly ? [] : changing)],
    apply(host) {
      const { hooks, clock } = host;
      lookUpHomeTimeZone(host, 'calendar', 'calendarPack', homeTimeZone);
      hooks.beforeConnect.tapPromise('calendar', async () => {
        for (const { why } of (await held(clock, calendar.file.read())).unreadable)
          host.reportProblem(new Error(`An event in ${file} cannot be read: ${why}`));
        const unreadable = contacts ? (await held(clock, contacts.read())).unreadable : [];
        for (const why of unreadable)
          host.reportProblem(new Error(`A contact in ${contactsPath} cannot be read: ${why}`));
      });
    },
  });
}
