import { expect, it } from 'vitest';
import { epochMsOf } from '../../../src/cassette/export/epoch-time.ts';

it.each([
  '1970-01-01T00:00:00.000Z',
  '2000-02-29T23:59:59.999Z',
  '2026-11-23T06:58:25.5Z',
  '2100-03-01T00:00:00Z',
])('reads %s as the calendar of the computer does', (moment) => {
  expect(epochMsOf(moment)).toBe(Date.parse(moment));
});

it('knows no moment where there is none', () => {
  expect(epochMsOf('yesterday')).toBe(0);
});
