import ICAL from 'ical.js';
import { soundingWords, type NameWord } from './name-likeness.ts';

/** Somebody in the contacts file. */
export interface Contact {
  readonly name: string;
  /** Everything that the card calls them by: the full name, its parts, nicknames. */
  readonly names: readonly string[];
  /** The same, word by word, made once: a name is compared with every contact there is. */
  readonly words: readonly NameWord[];
  readonly organisation: string;
  readonly organisationWords: readonly NameWord[];
  readonly phones: readonly Phone[];
  readonly mails: readonly string[];
}

export interface Phone {
  readonly number: string;
  /** Such as `mobile` or `work`; empty where the card does not say. */
  readonly kind: string;
}

/** Reads one vCard (RFC 6350; 3.0 as well). @throws Error where it is none */
export function readCard(text: string): Contact {
  const card = new ICAL.Component(ICAL.parse(text) as unknown[]);
  const [family = [], given = [], additional = []] = partsOf(card, 'n');
  const nicknames = partsOf(card, 'nickname').flat();
  const [[organisation = ''] = []] = partsOf(card, 'org');
  const [[fullName = ''] = []] = partsOf(card, 'fn');
  const name = fullName || [...given, ...additional, ...family].join(' ') || organisation;
  if (name === '') throw new Error('the card has no name');
  const names = [name, ...given, ...additional, ...family, ...nicknames];
  return {
    name,
    names,
    words: names.flatMap(soundingWords),
    organisation: organisation === name ? '' : organisation,
    organisationWords: soundingWords(organisation),
    phones: card.getAllProperties('tel').flatMap(readPhone),
    mails: card
      .getAllProperties('email')
      .map((property) => textOf(property.getFirstValue()).replace(/^mailto:/i, ''))
      .filter((mail) => mail !== ''),
  };
}

/** `Ada Lovelace of Analytical Engines` */
export function speakName({ name, organisation }: Contact): string {
  return organisation === '' ? name : `${name} of ${organisation}`;
}

/** `Ada Lovelace of Analytical Engines: mobile +44 20 7946 0958, ada@example.com` */
export function speakContact(contact: Contact): string {
  const phones = contact.phones.map(({ kind, number }) => (kind === '' ? number : `${kind} ${number}`));
  const ways = [...phones, ...contact.mails];
  return `${speakName(contact)}: ${ways.length === 0 ? 'no number and no mail address' : ways.join(', ')}`;
}

/** What the kinds of numbers are called, in the order in which they say most. */
const kinds = [
  ['cell', 'mobile'],
  ['fax', 'fax'],
  ['work', 'work'],
  ['home', 'home'],
] as const;

function readPhone(property: ICAL.Property): Phone[] {
  const number = textOf(property.getFirstValue())
    .replace(/^tel:/i, '')
    .replace(/;ext=/i, ' extension ')
    .replace(/;.*$/, '');
  const given = ([property.getParameter('type')].flat() as unknown[]).map((type) =>
    String(type).toLowerCase(),
  );
  const [, kind = ''] = kinds.find(([type]) => given.includes(type)) ?? [];
  return number === '' ? [] : [{ number, kind }];
}

/** The parts of a property, such as family name and given name, each a list. */
function partsOf(card: ICAL.Component, property: string): string[][] {
  const values = (card.getFirstProperty(property)?.getValues() ?? []) as unknown[];
  return values.flat().map((part) =>
    [part]
      .flat()
      .map(textOf)
      .filter((text) => text !== ''),
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
