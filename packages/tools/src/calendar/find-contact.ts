import { DuologueError, type Tool, type ToolContext } from '@duologue/core';
import { defineTool } from '../define-tool.ts';
import { speakContact, speakName, type Contact } from './contact.ts';
import type { ContactFile } from './contact-file.ts';
import { matchContacts, namedExactly, similarNames } from './match-contacts.ts';

/** Choices that are told at once; more nobody keeps in mind. */
const most = 6;

/** `find_contact`: how to reach somebody, by a name as it was heard. */
export function findContactTool(file: ContactFile): Tool<never> {
  return defineTool({
    name: 'find_contact',
    description:
      'Finds a person or a company in the contacts, with telephone numbers and mail addresses. Names may be spelled as they were heard.',
    parameters: {
      type: 'object',
      properties: {
        name: {
          type: 'string',
          minLength: 1,
          maxLength: 200,
          description:
            'A name or a part of it, with the organisation where that is known; or a phone number.',
        },
      },
      required: ['name'],
      additionalProperties: false,
    },
    async run({ name }: { name: string }, { io }) {
      const { people } = await io(file.read());
      const { likeness, found } = matchContacts(name, people);
      const [only, ...others] = found;
      if (!only) return speakNobody(name, people);
      if (others.length > 0) return `Several contacts may be meant. Ask which one:\n${choices(found)}`;
      const doubt = likeness === 'near' ? ` Make sure that this is who is meant by "${cut(name)}".` : '';
      return `${speakContact(only)}.${doubt}`;
    },
  });
}

/**
 * Who an appointment is with, as the calendar writes it: name, organisation and number of the contact that is called exactly so,
 * and what was said where there is none.
 * @throws DuologueError TOOL_FAILED with the choices where several are
 */
export async function writtenContact(
  said: string | undefined,
  file: ContactFile | undefined,
  io: ToolContext['io'],
): Promise<string | undefined> {
  if (said === undefined || !file) return said;
  const found = namedExactly(said, (await io(file.read())).people);
  const [only, ...others] = found;
  if (!only) return said;
  if (others.length > 0) {
    const text = `Several contacts are called "${cut(said)}". Ask which one, and name them in full:\n${choices(found)}`;
    throw new DuologueError('TOOL_FAILED', text);
  }
  return [only.name, only.organisation, only.phones[0]?.number ?? only.mails[0] ?? '']
    .filter((part) => part !== '')
    .join(', ');
}

/** A line for each; with all that is known where the names alone do not tell them apart. */
function choices(found: readonly Contact[]): string {
  const shown = found.slice(0, most);
  const names = shown.map(speakName);
  const lines = shown.map((contact, index) => {
    const isAlone = names.filter((name) => name === names[index]).length === 1;
    return `- ${isAlone ? names[index] : speakContact(contact)}`;
  });
  if (found.length > most) lines.push(`- and ${found.length - most} more`);
  return lines.join('\n');
}

function speakNobody(name: string, people: readonly Contact[]): string {
  const similar = similarNames(name, people);
  const hint = similar.length === 0 ? '' : ` Similar: ${similar.join(', ')}.`;
  return `There is no contact called "${cut(name)}".${hint}`;
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
