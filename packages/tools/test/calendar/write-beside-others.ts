import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { calendarPack } from '../../src/calendar/index.ts';
import { callTool } from '../call-tool.ts';

/** Makes appointments and contacts in files that other processes write too, and says on standard output which are acknowledged. */
const [folder = '', name = '', day = ''] = process.argv.slice(2);
const pack = calendarPack({
  file: join(folder, 'book.ics'),
  contacts: join(folder, 'people.vcf'),
  homeTimeZone: 'UTC',
});
for (let hour = 0; hour < 10; hour += 1) {
  const start = `2026-03-${day}T${String(hour).padStart(2, '0')}:00`;
  await callTool(pack, 'create_appointment', { title: `${name}-${hour}`, start, duration_minutes: 60 });
  await callTool(pack, 'add_contact', { name: `Person ${name}-${hour}` });
  writeSync(1, `${name}-${hour}\n`);
}
