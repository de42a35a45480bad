import { DuologueError, randomLane, type Clock, type Tool } from '@duologue/core';
import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { defineTool } from '../define-tool.ts';
import { readCard, speakContact } from './contact.ts';
import type { ContactFile } from './contact-file.ts';
import { toIcalTime } from './event-time.ts';
import { nameWords } from './name-likeness.ts';

interface Parameters {
  readonly name: string;
  readonly phone?: string;
  readonly mail?: string;
  readonly organisation?: string;
  readonly allow_same_name?: boolean;
}

/** `add_contact`: puts a person or a company into the contacts. */
export function addContactTool(file: ContactFile): Tool<never> {
  return defineTool({
    name: 'add_contact',
    description:
      'Adds a person or a company to the contacts. Refuses a name that is there already, unless a second of the same name is allowed.',
    parameters: {
      type: 'object',
      properties: {
        name: { type: 'string', pattern: String.raw`\S`, maxLength: 200 },
        phone: { type: 'string', pattern: String.raw`^[+(]?\d[\d\s()./-]{1,38}$` },
        mail: { type: 'string', pattern: String.raw`^[^\s@]+@[^\s@]+$`, maxLength: 200 },
        organisation: { type: 'string', maxLength: 200 },
        allow_same_name: { type: 'boolean' },
      },
      required: ['name'],
      additionalProperties: false,
    },
    async run(parameters: Parameters, { clock, io, signal, toolCallId }) {
      const card = cardOf(parameters, clock, toolCallId);
      const words = nameWords(parameters.name).join(' ');
      await file.add(
        ({ people }) => {
          const known = people.find(({ name }) => nameWords(name).join(' ') === words);
          if (!known || parameters.allow_same_name === true) return card;
          throw new DuologueError('TOOL_FAILED', `There is such a contact already: ${speakContact(known)}.`);
        },
        { clock, io, signal },
      );
      return `Added: ${speakContact(readCard(card))}.`;
    },
  });
}

/** A vCard 4.0. Its UID is drawn from time and call, so that a replay makes the same. */
function cardOf({ name, organisation, phone, mail }: Parameters, clock: Clock, toolCallId: string): string {
  const card = new ICAL.Component('vcard');
  const epochMs = Math.floor(clock.epochMs());
  const now = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO('UTC');
  const chance = randomLane(epochMs % 0x1_0000_0000, `contacts/${toolCallId}`);
  const uid = Array.from({ length: 12 }, () => Math.floor(chance() * 36).toString(36)).join('');
  card.addPropertyWithValue('version', '4.0');
  card.addPropertyWithValue('uid', uid);
  card.addPropertyWithValue('fn', name.trim());
  // a list, for its parts are told apart by what a name may hold
  if (organisation !== undefined && organisation.trim() !== '')
    card.addPropertyWithValue('org', [organisation.trim()] as unknown as string);
  for (const [property, value] of [
    ['tel', phone],
    ['email', mail],
  ] as const) {
    if (value !== undefined && value.trim() !== '') card.addPropertyWithValue(property, value.trim());
  }
  card.addPropertyWithValue('rev', toIcalTime(now).toICALString());
  return `${card.toString()}\r\n`;
}
