import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@duologue/core';
import { ToolBench } from '@duologue/testkit';
import ICAL from 'ical.js';
import { expect, it } from 'vitest';
import { calendarPack } from '../../src/calendar/index.ts';
import { killInTheMiddle } from '../kill-in-the-middle.ts';

const script = fileURLToPath(new URL('write-until-killed.ts', import.meta.url));

it.each([0, 10, 40, 80, 120])(
  'has every acknowledged appointment and contact after it was killed behind number %s, and takes more',
  async (behind) => {
    const folder = mkdtempSync(join(tmpdir(), 'duologue-calendar-'));
    try {
      const acknowledged = await killInTheMiddle(script, [folder], behind);
      const calendar = new ICAL.Component(
        ICAL.parse(readFileSync(join(folder, 'book.ics'), 'utf8')) as unknown[],
      );
      const titles = calendar
        .getAllSubcomponents('vevent')
        .map((event) => event.getFirstPropertyValue('summary'));
      const cards = readFileSync(join(folder, 'people.vcf'), 'utf8').match(/^FN:.*$/gm);
      const indexes = Array.from({ length: acknowledged + 1 }, (_, index) => index);

      expect(titles.slice(0, acknowledged + 1)).toEqual(indexes.map((index) => `Number ${index}.`));
      expect(cards?.slice(0, acknowledged + 1)).toEqual(indexes.map((index) => `FN:Person n${index}`));
      expect(titles.length).toBeLessThan(300);

      await using bench = await ToolBench.open(
        calendarPack({ file: join(folder, 'book.ics'), homeTimeZone: 'UTC' }),
        { clock: systemClock },
      );
      const later = { title: 'Later', start: '2030-01-01T10:00', duration_minutes: 30 };
      expect((await bench.call('create_appointment', later)).result).toContain('Made: Later');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
