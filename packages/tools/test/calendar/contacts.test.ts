import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToolBench } from '@duologue/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { calendarPack, type CalendarPackOptions } from '../../src/calendar/index.ts';

const card = (version: string, ...lines: string[]) =>
  ['BEGIN:VCARD', `VERSION:${version}`, ...lines, 'END:VCARD', ''].join('\r\n');

/** As address books of several makers write them. */
const people = [
  card(
    '4.0',
    'UID:urn:uuid:1',
    'FN:Ada Lovelace',
    'N:Lovelace;Ada,Augusta;King;Dr.;',
    'NICKNAME:Countess',
    'ORG:Analytical Engines;Research',
    'item1.TEL;VALUE=uri;TYPE="voice,home":tel:+44-20-7946-0958;ext=12',
    'TEL;TYPE=cell:+44 7700 900123',
    'EMAIL;TYPE=work:ada@example.com',
    'PHOTO:data:image/jpeg;base64,/9j/4AAQ',
    'X-FOO:bar',
  ),
  card('3.0', 'FN:José Müller-O’Neil', 'N:Müller-O’Neil;José;;;', 'TEL;TYPE=CELL,VOICE:0171 1234567'),
  card('3.0', 'FN:John Smith', 'N:Smith;John;;;', 'ORG:Harbour Ltd.', 'EMAIL:mailto:john@example.com'),
  card('3.0', 'N:Smyth;Jon;;;', 'TEL;TYPE=WORK:+1 555 0100'),
  card('4.0', 'FN:Robert Brown', 'TEL:030 1111111'),
  card('4.0', 'FN:Robert Brown', 'TEL:030 2222222'),
  card('4.0', 'ORG:Plumbing & Sons', 'TEL;TYPE=work:030 3333333'),
].join('');

let folder = '';
let contacts = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'duologue-contacts-'));
  contacts = join(folder, 'people.vcf');
  writeFileSync(contacts, people);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (options: Partial<CalendarPackOptions> = {}) =>
  ToolBench.open(
    calendarPack({ file: join(folder, 'book.ics'), contacts, homeTimeZone: 'Europe/Berlin', ...options }),
    { epochMs: Date.parse('2026-03-23T08:00:00+01:00') },
  );

async function find(bench: ToolBench, name: string) {
  return (await bench.call('find_contact', { name })).result;
}

const ada =
  'Ada Lovelace of Analytical Engines: home +44-20-7946-0958 extension 12, mobile +44 7700 900123, ada@example.com.';
const smiths = 'Several contacts may be meant. Ask which one:\n- John Smith of Harbour Ltd.\n- Jon Smyth';

it('finds people by their names as they are heard', async () => {
  await using bench = await open();

  for (const name of [
    'Ada Lovelace',
    'dr. lovelace',
    'countess',
    'Augusta',
    'Love Lace',
    'Ada of Analytical Engines',
  ])
    expect([name, await find(bench, name)]).toEqual([name, ada]);
  for (const name of ["Jose Muller O'Neil", 'José Müller', 'Jose Miller'])
    expect([name, await find(bench, name)]).toEqual([name, 'José Müller-O’Neil: mobile 0171 1234567.']);
  expect(await find(bench, 'Adda Lovelice')).toBe(ada);
  expect(await find(bench, 'plumbing and sons')).toBe('Plumbing & Sons: work 030 3333333.');
});

it('asks which one is meant where several are heard alike', async () => {
  await using bench = await open();

  expect(await find(bench, 'Smith')).toBe(smiths);
  expect(await find(bench, 'Smythe')).toBe(smiths);
  expect(await find(bench, 'John Smith')).toBe(smiths);
  expect(await find(bench, 'Smith of Harbour')).toBe('John Smith of Harbour Ltd.: john@example.com.');
  expect(await find(bench, 'Robert Brown')).toBe(
    'Several contacts may be meant. Ask which one:\n- Robert Brown: 030 1111111\n- Robert Brown: 030 2222222',
  );
});

it('finds people by their numbers, however they are dialled', async () => {
  await using bench = await open();

  expect(await find(bench, '+49 (171) 123-4567')).toBe('José Müller-O’Neil: mobile 0171 1234567.');
  expect(await find(bench, '4567')).toBe('There is no contact called "4567".');
});

it('doubts what is only near, and says who is called alike where nobody is', async () => {
  await using bench = await open();

  expect(await find(bench, 'Rob Brown')).toContain('Several contacts');
  expect(await find(bench, 'Analyt')).toBe(`${ada} Make sure that this is who is meant by "Analyt".`);
  expect(await find(bench, 'Ida Lavalle')).toBe(
    'There is no contact called "Ida Lavalle". Similar: Ada Lovelace.',
  );
  expect(await find(bench, 'Wolfeschlegelsteinhausen')).toBe(
    'There is no contact called "Wolfeschlegelsteinhausen".',
  );
});

it('writes into appointments who is called so, and asks where several are', async () => {
  await using bench = await open();
  const book = async (contact: string, start: string) =>
    (await bench.call('create_appointment', { title: 'Call', start, duration_minutes: 30, contact })).result;

  expect(await book('ada lovelace', '2026-03-24T09:00')).toContain(
    ', with Ada Lovelace, Analytical Engines, +44-20-7946-0958',
  );
  expect(await book('Robert Brown', '2026-03-24T10:00')).toContain(
    'Several contacts are called "Robert Brown".',
  );
  expect(await book('John Smith', '2026-03-24T11:00')).toContain(
    ', with John Smith, Harbour Ltd., john@example.com [',
  );
  expect(await book('Mary Smith, 030 1', '2026-03-24T12:00')).toContain(', with Mary Smith, 030 1 [');
  const listed = (await bench.call('list_appointments', { search: 'engines' })).result;
  expect(listed).toContain('1 appointment ');
  const id = /\[id (\S+)\]/.exec(listed)?.[1];
  expect((await bench.call('change_appointment', { id, contact: 'Jon Smyth' })).result).toContain(
    ', with Jon Smyth, +1 555 0100',
  );
});

it('adds a contact and leaves all others as they are', async () => {
  await using bench = await open();
  const grace = {
    name: 'Grace Hopper',
    phone: '+1 555 0199',
    mail: 'grace@example.com',
    organisation: 'Navy; Yard',
  };

  expect((await bench.call('add_contact', grace)).result).toBe(
    'Added: Grace Hopper of Navy; Yard: +1 555 0199, grace@example.com.',
  );
  const written = readFileSync(contacts, 'utf8');
  expect(written.startsWith(people)).toBe(true);
  expect(written.slice(people.length).replace(/UID:\w{12}/, 'UID:')).toBe(
    card(
      '4.0',
      'UID:',
      'FN:Grace Hopper',
      String.raw`ORG:Navy\; Yard`,
      'TEL:+1 555 0199',
      'EMAIL:grace@example.com',
      'REV:20260323T070000Z',
    ),
  );
  expect(await find(bench, 'Grace Hopper')).toBe(
    'Grace Hopper of Navy; Yard: +1 555 0199, grace@example.com.',
  );
  expect(await bench.call('add_contact', { name: 'grace hopper' })).toMatchObject({
    outcome: 'failed',
    result: expect.stringContaining('There is such a contact already: Grace Hopper') as string,
  });
  expect(await bench.call('add_contact', { name: 'Grace Hopper', allow_same_name: true })).toMatchObject({
    result: 'Added: Grace Hopper: no number and no mail address.',
  });
});

it('begins a file where there is none, and adds to one that another program has changed meanwhile', async () => {
  rmSync(contacts);
  await using bench = await open();

  expect(await find(bench, 'Ada')).toBe('There is no contact called "Ada".');
  await Promise.all(['Ada One', 'Bea Two'].map((name) => bench.call('add_contact', { name })));
  writeFileSync(contacts, `${readFileSync(contacts, 'utf8')}${card('3.0', 'FN:Cy Three').trim()}`);
  await bench.call('add_contact', { name: 'Di Four' });

  for (const name of ['Ada One', 'Bea Two', 'Cy Three', 'Di Four'])
    expect(await find(bench, name)).toBe(`${name}: no number and no mail address.`);
});

it('reads the others where a card cannot be read, and reports that one', async () => {
  writeFileSync(contacts, `${card('2.1', 'N:X;Y', 'TEL;CELL:123')}${card('3.0', 'TEL:1')}${people}`);
  await using bench = await open({ readOnly: true });

  expect(await find(bench, 'Lovelace')).toBe(ada);
  expect(bench.problems.map(({ error }) => error.message)).toEqual([
    expect.stringContaining("Invalid parameters in 'TEL;CELL:123'"),
    expect.stringContaining('the card has no name'),
  ]);
  expect((await bench.call('add_contact', { name: 'A' })).outcome).toBe('unknown_tool');
});

it('has no contacts where none are asked for', async () => {
  await using bench = await ToolBench.open(
    calendarPack({ file: join(folder, 'book.ics'), homeTimeZone: 'Europe/Berlin' }),
  );

  expect((await bench.call('find_contact', { name: 'Ada' })).outcome).toBe('unknown_tool');
});
