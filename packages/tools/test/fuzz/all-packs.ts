import { join } from 'node:path';
import { calculatorPack } from '../../src/calculator/index.ts';
import { calendarPack } from '../../src/calendar/index.ts';
import { dateTimePack } from '../../src/date-time/index.ts';
import { httpPack } from '../../src/http/index.ts';
import type { ToolPack } from '../../src/index.ts';
import { knowledgePack } from '../../src/knowledge/index.ts';
import { memoryPack } from '../../src/memory/index.ts';

/** One of every pack that this package ships; nothing of them leaves `folder`. */
export function allPacks(folder: string): ToolPack[] {
  return [
    calculatorPack(),
    calendarPack({
      file: join(folder, 'book.ics'),
      contacts: join(folder, 'people.vcf'),
      homeTimeZone: 'Europe/Berlin',
    }),
    dateTimePack(),
    httpPack({
      allow: ['example.com'],
      methods: ['GET', 'POST'],
      resolve: () => Promise.reject(new Error('no network here')),
    }),
    knowledgePack({ folder }),
    memoryPack({ file: ':memory:' }),
  ];
}
