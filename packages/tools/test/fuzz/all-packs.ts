import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calculatorPack } from '../../src/calculator/index.ts';
import { calendarPack } from '../../src/calendar/index.ts';
import { dateTimePack } from '../../src/date-time/index.ts';
import { httpPack } from '../../src/http/index.ts';
import type { ToolPack } from '../../src/index.ts';
import { knowledgePack } from '../../src/knowledge/index.ts';
import { memoryPack } from '../../src/memory/index.ts';

/**
 * One of every pack that this package ships, with every tool that it has, by the name of its function; nothing of them leaves `folder`.
 * The tools of an MCP server are known only when it has answered: they have tests of their own.
 */
export function packsByFunction(folder: string): Readonly<Record<string, ToolPack>> {
  return {
    calculatorPack: calculatorPack(),
    calendarPack: calendarPack({
      file: join(folder, 'book.ics'),
      contacts: join(folder, 'people.vcf'),
      homeTimeZone: 'Europe/Berlin',
    }),
    dateTimePack: dateTimePack(),
    httpPack: httpPack({
      allow: ['example.com'],
      methods: ['GET', 'POST'],
      resolve: () => Promise.reject(new Error('no network here')),
    }),
    knowledgePack: knowledgePack({ folder }),
    memoryPack: memoryPack({ file: ':memory:' }),
  };
}

export function allPacks(folder: string): ToolPack[] {
  return Object.values(packsByFunction(folder));
}

/** Something to find for the packs that look into files. */
export function fillFolder(folder: string): void {
  writeFileSync(join(folder, 'a.md'), '# A\nText.');
  const cards = ['a', 'Ada Berlin', 'Ada Springfield'].map(
    (name) => `BEGIN:VCARD\r\nVERSION:4.0\r\nFN:${name}\r\nTEL:+49 30 1234567\r\nEND:VCARD\r\n`,
  );
  writeFileSync(join(folder, 'people.vcf'), cards.join(''));
}
