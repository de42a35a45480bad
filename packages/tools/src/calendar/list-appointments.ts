import type { Tool } from '@duologue/core';
import { speakDate } from '../date-time/speak-time.ts';
import { defineTool } from '../define-tool.ts';
import { appointmentsIn } from './appointments.ts';
import { homeOf, readTime, whenParameter, type CalendarContext } from './calendar-context.ts';
import { speakAppointment, speakLeftOut } from './speak-appointment.ts';

const most = 20;

/** `list_appointments`: what is in the calendar between two days. */
export function listAppointmentsTool(calendar: CalendarContext): Tool<never> {
  return defineTool({
    name: 'list_appointments',
    description:
      'Lists the appointments from one day or time to another, earliest first; without dates those of the next seven days.',
    parameters: {
      type: 'object',
      properties: {
        from: { ...whenParameter, description: `Default now. ${whenParameter.description}` },
        to: {
          ...whenParameter,
          description: `Default seven days later. A date means the end of that day. ${whenParameter.description}`,
        },
        search: {
          type: 'string',
          minLength: 1,
          maxLength: 100,
          description: 'Only those whose title, place or contact has these words.',
        },
      },
      additionalProperties: false,
    },
    async run(
      { from = 'now', to, search = '' }: { from?: string; to?: string; search?: string },
      { clock, io },
    ) {
      const home = await homeOf(calendar, io);
      const start = readTime(from, home, clock).time;
      const given = to === undefined ? undefined : readTime(to, home, clock);
      const end = given ? (given.hasTime ? given.time : given.time.add({ days: 1 })) : start.add({ days: 7 });
      const range = { from: start.toInstant(), to: end.toInstant() };
      const words = search.toLowerCase().split(/\s+/);
      const { appointments, leftOut } = appointmentsIn(
        (await io(calendar.file.read())).calendar,
        range,
        home.id,
      );
      const found = appointments.filter(({ title, location, contact }) =>
        words.every((word) => `${title} ${location} ${contact}`.toLowerCase().includes(word)),
      );
      const period = `from ${speakDate(start)} to ${speakDate(end.subtract({ seconds: 1 }))}`;
      const unread = speakLeftOut(leftOut);
      if (found.length === 0) return `There are no appointments ${period}.${unread}`;
      const more =
        found.length > most ? `\nThere are ${found.length - most} more: ask for a shorter time.` : '';
      const lines = found.slice(0, most).map((appointment) => `- ${speakAppointment(appointment, home.id)}`);
      return `${found.length} ${found.length === 1 ? 'appointment' : 'appointments'} ${period}:\n${lines.join('\n')}${more}${unread && `\n${unread.trim()}`}`;
    },
  });
}
