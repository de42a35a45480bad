import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { calendarPack } from '../../src/calendar/index.ts';
import { callTool } from '../call-tool.ts';

/** Adds contacts and appointments and says on standard output which are acknowledged; its parent kills it on the way. */
const folder = String(process.argv[2]);
const pack = calendarPack({
  file: join(folder, 'book.ics'),
  contacts: join(folder, 'people.vcf'),
  homeTimeZone: 'UTC',
});
for (let index = 0; index < 300; index += 1) {
  const start = new Date(Date.UTC(2026, 2, 1) + index * 3_600_000).toISOString().slice(0, 16);
  await callTool(pack, 'add_contact', { name: `Person n${index}`, phone: `030 ${1_000_000 + index}` });
  await callTool(pack, 'create_appointment', { title: `Number ${index}.`, start, duration_minutes: 60 });
  writeSync(1, `${index}\n`);
}
