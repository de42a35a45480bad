import { expect, it } from 'vitest';
import { nearestName } from '../../src/tools/nearest-name.ts';

it.each([
  ['timezone', ['time_zone', 'time'], 'time_zone'],
  ['TimeZone', ['time_zone', 'time'], 'time_zone'],
  ['convert-time', ['convert_time', 'get_time'], 'convert_time'],
  ['brelin', ['Berlin', 'Bern'], 'Berlin'],
  ['weather', ['convert_time', 'book_table'], undefined],
  ['', ['a'], 'a'],
  ['x', [], undefined],
])('takes %j of %j for %j', (name, candidates, expected) => {
  expect(nearestName(name, candidates)).toBe(expected);
});
